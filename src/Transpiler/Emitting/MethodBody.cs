using System.Collections.Generic;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>A method while its text is being made: its lines, and where it finds the variables of the Nix code.</summary>
internal sealed class MethodBody
{
    public MethodBody(string path, bool isFileLevel)
    {
        Path = path;
        IsFileLevel = isFileLevel;
    }

    /// <summary>The attribute path that names the closures made here.</summary>
    public string Path { get; set; }

    /// <summary>The code runs at most once in an evaluation: no lambda is around it.</summary>
    public bool IsFileLevel { get; }

    public List<string> Lines { get; set; } = new();

    public int Indent { get; set; } = 2;

    public Identifiers Names { get; } = new(areLocal: true);

    /// <summary>The C# expression for each variable that is not static.</summary>
    public Dictionary<Variable, string> Locals { get; } = new();

    /// <summary>Variables whose value is known to be in weak head normal form.</summary>
    public HashSet<Variable> Forced { get; } = new();

    /// <summary>Variables of the group being bound that have no value yet.</summary>
    public HashSet<Variable> Pending { get; } = new();

    /// <summary>Grows when a line is added that evaluates something: what was evaluated before must be kept in a local.</summary>
    public int Effects { get; set; }

    public Lambda? Self { get; set; }

    public IReadOnlyList<string> ParameterNames { get; set; } = System.Array.Empty<string>();

    public bool LoopsToTop { get; set; }

    /// <summary>The local of unboxed code that counts its jumps.</summary>
    public string? Turns { get; set; }

    public void Line(string text) => Lines.Add(new string(' ', Indent * 4) + text);

    /// <summary>Emits into a nested block and gives its lines.</summary>
    public List<string> Nested(System.Action emit)
    {
        List<string> outer = Lines;
        Lines = new List<string>();
        Indent++;
        emit();
        Indent--;
        List<string> inner = Lines;
        Lines = outer;
        return inner;
    }

    public void Block(string head, List<string> lines)
    {
        Line(head);
        Line("{");
        Lines.AddRange(lines);
        Line("}");
    }
}
