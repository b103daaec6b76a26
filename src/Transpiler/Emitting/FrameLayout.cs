using System.Collections.Generic;
using System.Globalization;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>An object that holds variables: which class of the runtime it is, and how its places are written.</summary>
internal sealed class FrameLayout
{
    private const int LargestClass = 8;

    private readonly int _count;

    public FrameLayout(int count) => _count = count;

    /// <summary>The class, the next one up where there is none of this size.</summary>
    public string Type => _count > LargestClass ? "Capture[]" : "Env" + (_count <= 2 ? 2 : _count == 7 ? 8 : _count).ToString(CultureInfo.InvariantCulture);

    public string New => _count > LargestClass
        ? $"new Capture[{_count.ToString(CultureInfo.InvariantCulture)}]"
        : $"new {Type}()";

    /// <summary>A new object with these values.</summary>
    public string NewWith(IReadOnlyList<string> values)
    {
        var parts = new List<string>();
        for (int i = 0; i < values.Count; i++)
        {
            parts.Add(_count > LargestClass ? $"new Capture {{ V = {values[i]} }}" : $"C{i.ToString(CultureInfo.InvariantCulture)} = {values[i]}");
        }

        return (_count > LargestClass ? "new Capture[] { " : $"new {Type} {{ ") + string.Join(", ", parts) + " }";
    }

    public string Place(string frame, int index) => _count > LargestClass
        ? $"{frame}[{index.ToString(CultureInfo.InvariantCulture)}].V"
        : $"{frame}.C{index.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>A frame: the variables of a scope, behind them the outer frames that its closures need.</summary>
internal sealed class Frame
{
    public Frame(Variable variable, IReadOnlyList<Variable> members, IReadOnlyList<Variable> links)
    {
        Variable = variable;
        Members = members;
        Links = links;
        Layout = new FrameLayout(members.Count + links.Count);
    }

    /// <summary>The pseudo-variable that stands for the frame when closures capture it.</summary>
    public Variable Variable { get; }

    public IReadOnlyList<Variable> Members { get; }

    /// <summary>Other frames' <see cref="Variable"/>.</summary>
    public IReadOnlyList<Variable> Links { get; }

    /// <summary>Where in the frame a link lies.</summary>
    public string PlaceOfLink(string frame, int index) => Layout.Place(frame, Members.Count + index);

    public FrameLayout Layout { get; }
}
