using System.Collections.Generic;
using Tvix.Aot.Runtime.Parallel;

namespace Tvix.Aot.Runtime;

/// <summary>deepSeq and --strict: forces everything, attributes in symbol order; cycles are fine (forceValueDeep).</summary>
internal static class DeepForce
{
    public static void Run(Value value) => Visit(value, new HashSet<object>(ReferenceEqualityComparer.Instance));

    private static void VisitElement(NixList list, int index, HashSet<object> seen)
    {
        try
        {
            EvalStack.EnterBuiltin(0);
            Value element = list.Force(index, EvalStack.OwnPlace);
            VisitParts(element, list.CellAt(index), seen);
            EvalStack.LeaveBuiltin();
        }
        catch (EvalException e) when (e.AddFrame($"while evaluating list element at index {index}", 0))
        {
            throw;
        }
    }

    private static void VisitAttribute(NixAttrs set, int index, HashSet<object> seen)
    {
        try
        {
            Visit(set.Values[index].V, seen);
            Slot.Settle(ref set.Values[index]);
        }
        catch (EvalException e) when (e.AddFrame(
            $"while evaluating the attribute '{ErrorTexts.AttributeName(set.Shape.Keys[index])}'", set.Shape.PositionAt(index)))
        {
            throw;
        }
    }

    /// <summary>Whether nothing is left to do: most sets and lists hold only values that are there, and need not be remembered.</summary>
    private static bool IsFlat(Value value)
    {
        if (value is NixList { HasPending: true })
        {
            return false;
        }

        System.ReadOnlySpan<Slot> slots = value switch
        {
            NixList list => list.Items,
            NixAttrs set => set.Values,
            _ => [],
        };
        foreach (Slot slot in slots)
        {
            if (slot.V is Thunk or NixList or NixAttrs)
            {
                return false;
            }
        }

        return true;
    }

    private static void Visit(Value value, HashSet<object> seen)
    {
        EvalStack.EnterBuiltin(0);
        VisitParts(Op.ForceInPlace(value), value, seen);
        EvalStack.LeaveBuiltin();
    }

    /// <param name="cell">The value or the thunk for it: the identity of a list.</param>
    private static void VisitParts(Value value, Value cell, HashSet<object> seen)
    {
        if (!EvalStack.CountsAsNix && IsFlat(value))
        {
            return;
        }

        switch (value)
        {
            case NixList { Count: > 0 } list when seen.Add(cell):
                VisitList(list, seen);
                break;
            case NixAttrs { Count: > 0 } set when seen.Add(set):
                VisitSet(set, seen);
                break;
        }
    }

    private static void VisitList(NixList list, HashSet<object> seen)
    {
        EvalStack.EnterOwnWalk();
        using Sparks? sparks = Worker.AreMany && Sparks.AreWorthwhile(list.Items) ? Offer(list.Count, i => list.Force(i)) : null;
        for (int i = 0; i < list.Count; i++)
        {
            sparks?.Begin(i);
            VisitElement(list, i, seen);
        }

        EvalStack.LeaveOwn();
    }

    private static void VisitSet(NixAttrs set, HashSet<object> seen)
    {
        EvalStack.EnterOwnWalk();
        using Sparks? sparks = Worker.AreMany && Sparks.AreWorthwhile(set.Values) ? Offer(set) : null;
        for (int i = 0; i < set.Count; i++)
        {
            sparks?.Begin(i);
            VisitAttribute(set, i, seen);
        }

        EvalStack.LeaveOwn();
    }

    // Apart, so that nothing is made for the closure where there are no helpers.
    private static Sparks? Offer(NixAttrs set) => Offer(set.Count, i => set.Values[i].V);

    /// <summary>What one helper has seen, it need not walk again.</summary>
    private static Sparks? Offer(int count, System.Func<int, Value> item) => Sparks.Offer(count, () =>
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        return index => Visit(item(index), seen);
    });
}
