using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>What runs when an evaluation comes to a file: it sets the fields. Most of it is data, as this code runs once.</summary>
internal sealed class Initialiser
{
    // Methods small enough to be compiled well.
    private const int ChunkLength = 250;

    private readonly EmitInput _input;
    private readonly ConstantPool _pool;

    public Initialiser(EmitInput input, ConstantPool pool)
    {
        _input = input;
        _pool = pool;
    }

    public string Text()
    {
        List<string> lines = Lines();
        var text = new StringBuilder("    static void Enter() { if (s_session != Module.Session) { s_session = Module.Session; Init(); } }\n\n");
        text.Append("    static void Init()\n    {\n        Module.Begin(&Enter);\n");
        string source = _input.EmbeddedText == null ? "null" : Literals.String(_input.EmbeddedText);
        text.Append($"        if (P == 0) P = Module.Register({Literals.String(_input.ModulePath)}, {source}, &Table);\n");
        text.Append($"        int[] n = Module.Symbols({Literals.String(string.Join("\0", _pool.SymbolOrder))});\n");
        if (lines.Count <= ChunkLength)
        {
            return Append(text, lines).Append("    }\n\n").ToString();
        }

        int chunks = (lines.Count + ChunkLength - 1) / ChunkLength;
        Append(text, Enumerable.Range(1, chunks).Select(i => $"Init{Literals.Number(i)}(n);")).Append("    }\n\n");
        for (int i = 0; i < chunks; i++)
        {
            text.Append($"    static void Init{Literals.Number(i + 1)}(int[] n)\n    {{\n");
            Append(text, lines.Skip(i * ChunkLength).Take(ChunkLength)).Append("    }\n\n");
        }

        return text.ToString();
    }

    private static StringBuilder Append(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            text.Append("        ").Append(line).Append('\n');
        }

        return text;
    }

    private List<string> Lines()
    {
        var lines = new List<string>();
        if (_pool.Symbols.Count > 0)
        {
            lines.Add($"Module.Symbols(n, {Literals.Numbers(_pool.Symbols.Select(s => s.Index))}, ref S.{_pool.Symbols[0].Field});");
        }

        const int Together = 3;
        int i = 0;
        for (; i + Together <= _pool.Texts.Count; i += Together)
        {
            lines.Add($"Module.Texts({string.Join(", ", _pool.Texts.Skip(i).Take(Together).Select(Reference))});");
        }

        lines.AddRange(_pool.Texts.Skip(i).Select(t => $"Module.Text({Reference(t)});"));
        lines.AddRange(_pool.Initialisers);
        return lines;
    }

    private static string Reference((string Field, string Literal) text) => $"ref {text.Field}, {text.Literal}";
}
