using System.Collections.Generic;

namespace Tvix.Aot.Runtime;

/// <summary>deepSeq and --strict: forces everything, attributes in symbol order; cycles are fine (forceValueDeep).</summary>
internal static class DeepForce
{
    public static void Run(Value value) => Visit(value, new HashSet<object>(ReferenceEqualityComparer.Instance));

    private static void VisitElement(NixList list, int index, HashSet<object> seen)
    {
        try
        {
            Visit(list[index], seen);
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
        }
        catch (EvalException e) when (e.AddFrame(
            $"while evaluating the attribute '{Symbols.Name(set.Shape.Keys[index])}'", set.Shape.PositionAt(index)))
        {
            throw;
        }
    }

    private static void Visit(Value value, HashSet<object> seen)
    {
        value = Op.Force(value);
        switch (value)
        {
            case NixList { Count: > 0 } list when seen.Add(list):
                EvalStack.EnterWalk();
                for (int i = 0; i < list.Count; i++)
                {
                    VisitElement(list, i, seen);
                }

                EvalStack.Depth--;
                break;
            case NixAttrs { Count: > 0 } set when seen.Add(set):
                EvalStack.EnterWalk();
                for (int i = 0; i < set.Count; i++)
                {
                    VisitAttribute(set, i, seen);
                }

                EvalStack.Depth--;
                break;
        }
    }
}
