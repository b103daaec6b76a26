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

    /// <summary>
    /// Puts the result in the place of a thunk that is done, so that the thunk can go. Functions and floats stay behind their
    /// thunk: Nix compares them by the place of the value (eqValues), so a thunk is an identity of its own. So do empty literals,
    /// which are printed as code while nobody has forced them, and lists: the same
    /// one in two places is printed as repeated only where the value's place is the same, too.
    /// </summary>
    public static void Settle(ref Slot slot)
    {
        if (slot.V is Thunk { IsDone: true } thunk && IsPlaceless(thunk.Result))
        {
            slot.V = thunk.Result;
        }
    }

    /// <summary>Whether nothing can tell where a value lies: the values that may stand without a thunk of their own.</summary>
    internal static bool IsPlaceless(Value value) =>
        value is not (NixLambda or PartialApplication or Builtin or NixFloat or NixList { Count: > 0 }) && !ReferenceEquals(value, NixAttrs.EmptyLiteral);

    public override readonly string ToString() => V?.ToString() ?? "";
}
