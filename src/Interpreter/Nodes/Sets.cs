using System;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

/// <summary>A set literal whose names are all written out.</summary>
internal sealed class SetNode(Shape shape, Node[] values) : Node
{
    /// <param name="values">In the order of the shape's keys.</param>
    public override Value Eval(Capture[] frame) => Make(frame);

    public NixAttrs Make(Capture[] frame)
    {
        var set = new NixAttrs(shape);
        Span<Slot> slots = set.Values;
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i].V = values[i].Delay(frame);
        }

        return set;
    }
}

/// <summary>An attribute whose name is computed.</summary>
/// <param name="Function">The function that the value is; it gets the name.</param>
internal readonly record struct ComputedAttr(Node Name, Node Value, int Position, LambdaInfo? Function);

/// <summary>A set literal some of whose names are computed.</summary>
internal sealed class DynamicSetNode(SetNode? written, ComputedAttr[] computed) : Node
{
    public override Value Eval(Capture[] frame)
    {
        NixAttrs set = written?.Make(frame) ?? NixAttrs.Empty;
        foreach (ComputedAttr attr in computed)
        {
            Value name = attr.Name.Eval(frame);
            if (name is not (NixNull or NixString { Context: null }))
            {
                Reject(name, attr.Position);
            }

            set = Op.WithDynamic(set, name, attr.Value.Delay(frame), attr.Position, attr.Function);
        }

        return set;
    }

    private static void Reject(Value name, int position)
    {
        try
        {
            Op.ForceStringNoContext(name, position);
        }
        catch (EvalException e) when (e.AddFrame("while evaluating the name of a dynamic attribute", position))
        {
            throw;
        }
    }
}

/// <summary>A list literal.</summary>
internal sealed class ListNode(Node[] items) : Node
{
    public override Value Eval(Capture[] frame)
    {
        if (items.Length <= NixList.Few)
        {
            return items.Length == 1 ? NixList.Of(items[0].Delay(frame)) : NixList.Of(items[0].Delay(frame), items[1].Delay(frame));
        }

        var slots = new Slot[items.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i].V = items[i].Delay(frame);
        }

        return NixList.Of(slots);
    }
}

/// <summary>A list literal of constants: one list, which Nix shows as code until it is forced like any other.</summary>
internal sealed class ConstantListNode(NixList list) : Node
{
    public override Value Eval(Capture[] frame) => list;
}
