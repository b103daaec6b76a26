using System;
using System.Runtime.CompilerServices;

namespace Tvix.Aot.Runtime;

/// <summary><c>==</c> (eqValues).</summary>
public static partial class Op
{
    /// <summary><c>l == r</c>: functions are equal to nothing, not even to themselves.</summary>
    public static bool Equal(Value l, Value r)
    {
        l = Force(l);
        r = Force(r);
        return l is NixInt a && r is NixInt b ? a.Value == b.Value : EqualForced(l, r);
    }

    /// <summary>For comparisons with several strings: the bytes of a string, null for a value that is none of them.</summary>
    public static string? TextOf(Value v) => (Force(v) as NixString)?.Bytes;

    /// <summary>Elements of lists and sets: equal as well when both places hold the very same thing.</summary>
    internal static bool EqualSlots(Value l, Value r)
    {
        EvalStack.EnterBuiltin(0);
        Value left = Force(l), right = Force(r);
        bool equal = ReferenceEquals(l, r) || EqualForced(left, right);
        EvalStack.LeaveBuiltin();
        return equal;
    }

    /// <summary>The same with an element of a list, which is evaluated after the other side.</summary>
    internal static bool EqualsElement(Value l, NixList list, int index)
    {
        EvalStack.EnterBuiltin(0);
        Force(l);
        Value r = list.Evaluated(index);
        EvalStack.LeaveBuiltin();
        return EqualSlots(l, r);
    }

    /// <summary>Whether an element that lies there evaluated, with no way to be the same otherwise, is another string or integer.</summary>
    /// <param name="l">Evaluated.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool DiffersAtSight(Value l, Value r) =>
        l is NixString a ? r is NixString b && (a.Bytes.Length != b.Bytes.Length || a.Bytes != b.Bytes)
        : l is NixInt i && r is NixInt j && i.Value != j.Value;

    private static bool EqualForced(Value l, Value r)
    {
        switch (l)
        {
            case NixString a: return r is NixString text && a.Bytes == text.Bytes;
            case NixInt a: return r is NixInt integer ? a.Value == integer.Value : r is NixFloat fraction && a.Value == fraction.Value;
            case NixAttrs a: return r is NixAttrs set && EqualAttrs(a, set);
            case NixList a: return r is NixList list && a.Count == list.Count && EqualLists(a, list);
            case NixFloat a: return r is NixFloat f ? a.Value == f.Value : r is NixInt i && a.Value == i.Value;
            case NixPath a: return r is NixPath path && a.Path == path.Path;
            default: return ReferenceEquals(l, r) && l is NixBool or NixNull;
        }
    }

    private static bool EqualLists(NixList a, NixList b)
    {
        EvalStack.EnterOwnWalk();
        bool equal = true;
        for (int i = 0; i < a.Count && equal; i++)
        {
            equal = EqualsElement(a.Evaluated(i), b, i);
            a.Settle(i);
            b.Settle(i);
        }

        EvalStack.LeaveOwn();
        return equal;
    }

    private static bool EqualAttrs(NixAttrs a, NixAttrs b)
    {
        if (IsDerivation(a) && IsDerivation(b) && a.Find(Symbols.OutPath) is { } x && b.Find(Symbols.OutPath) is { } y)
        {
            return EqualSlots(x, y);
        }

        Shape left = a.Shape, right = b.Shape;
        if (left.Count != right.Count)
        {
            return false;
        }

        EvalStack.EnterOwnWalk();
        Span<Slot> xs = a.Values, ys = b.Values;
        bool equal = true;
        for (int i = 0; i < xs.Length && equal; i++)
        {
            equal = left.Keys[i] == right.Keys[i] && EqualSlots(xs[i].V, ys[i].V);
            Slot.Settle(ref xs[i]);
            Slot.Settle(ref ys[i]);
        }

        EvalStack.LeaveOwn();
        return equal;
    }

    /// <summary>A set with <c>type = "derivation"</c>.</summary>
    internal static bool IsDerivation(NixAttrs set) =>
        set.Find(Symbols.Type) is { } type && Force(type) is NixString { Bytes: "derivation" };
}
