namespace Tvix.Aot.Runtime;

/// <summary>The types of Nix values, and what a value may be before it is one.</summary>
public enum ValueKind { Thunk, Null, Bool, Int, Float, String, Path, List, Attrs, Lambda, PartialApplication, Builtin }

/// <summary>
/// A Nix value, or a <see cref="Thunk"/> for one. Every class is sealed, so that "is it a thunk" is one comparison.
/// </summary>
public abstract class Value
{
    private protected Value()
    {
    }

    public abstract ValueKind Kind { get; }
}

/// <summary>An element of an array of values. A struct, because stores into arrays of classes are checked.</summary>
public struct Slot
{
    public Value V;

    public Slot(Value value) => V = value;

    public override readonly string ToString() => V?.ToString() ?? "";
}
