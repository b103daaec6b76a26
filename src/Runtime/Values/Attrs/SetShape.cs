using System;

namespace Tvix.Aot.Runtime;

/// <summary>The keys of a set literal: makes sets from values in the order of the text.</summary>
public sealed class SetShape
{
    private readonly Shape _shape;
    private readonly int[] _places;

    /// <param name="symbols">The names in the order of the text.</param>
    /// <param name="firstPosition">The number of the file's first place.</param>
    /// <param name="positions">The place of each attribute, counted from the file's first.</param>
    public SetShape(int[] symbols, int firstPosition, int[] positions)
    {
        (int[] keys, int[] order) = Sort(symbols);
        var sorted = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            sorted[i] = firstPosition + positions[order[i]];
        }

        _shape = new Shape(keys, sorted);
        _places = Inverse(order);
    }

    /// <summary>The keys of sets that builtins make, which stand nowhere in a text.</summary>
    public SetShape(int[] symbols)
    {
        (int[] keys, int[] order) = Sort(symbols);
        _shape = Shape.Of(keys);
        _places = Inverse(order);
    }

    private static (int[] Keys, int[] Order) Sort(int[] symbols)
    {
        int[] keys = (int[])symbols.Clone();
        var order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        return (keys, order);
    }

    private static int[] Inverse(int[] order)
    {
        var places = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            places[order[i]] = i;
        }

        return places;
    }

    public NixAttrs Make(Value a) => new(_shape, a);

    public NixAttrs Make(Value a, Value b)
    {
        var set = new NixAttrs(_shape);
        Span<Slot> values = set.Values;
        int[] places = _places;
        values[places[0]].V = a;
        values[places[1]].V = b;
        return set;
    }

    public NixAttrs Make(Value a, Value b, Value c)
    {
        var set = new NixAttrs(_shape);
        Span<Slot> values = set.Values;
        int[] places = _places;
        values[places[0]].V = a;
        values[places[1]].V = b;
        values[places[2]].V = c;
        return set;
    }

    public NixAttrs Make(params ReadOnlySpan<Value> all)
    {
        var set = new NixAttrs(_shape);
        Span<Slot> values = set.Values;
        int[] places = _places;
        for (int i = 0; i < all.Length; i++)
        {
            values[places[i]].V = all[i];
        }

        return set;
    }
}
