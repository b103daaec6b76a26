using System;
using System.Runtime.CompilerServices;

namespace Tvix.Aot.Runtime;

/// <summary>The keys of a set literal: makes sets from values in the order of the text.</summary>
public sealed class SetShape
{
    private const int LargestKept = 64;

    // Most names were first seen in the order of the text: those literals have this in common.
    private static readonly int[]?[] s_same = new int[LargestKept][];

    private readonly Shape _shape;
    private readonly int[] _places;

    /// <param name="symbols">The names in the order of the text.</param>
    /// <param name="firstPosition">The number of the file's first place.</param>
    /// <param name="positions">The place of each attribute, counted from the file's first.</param>
    public SetShape(ReadOnlySpan<int> symbols, int firstPosition, ReadOnlySpan<int> positions)
        : this(symbols.ToArray(), firstPosition, positions)
    {
    }

    private SetShape(int[] keys, int firstPosition, ReadOnlySpan<int> positions)
    {
        _places = Sort(keys);
        var sorted = new int[keys.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[_places[i]] = firstPosition + positions[i];
        }

        _shape = new Shape(keys, sorted);
    }

    /// <summary>The keys of sets that builtins make, which stand nowhere in a text.</summary>
    public SetShape(ReadOnlySpan<int> symbols)
    {
        int[] keys = symbols.ToArray();
        _places = Sort(keys);
        _shape = Shape.Of(keys);
    }

    /// <summary>The keys of a literal in a compiled file.</summary>
    /// <param name="fileSymbols">All symbols of the file.</param>
    /// <param name="names">Which of them are the names, in the order of the text.</param>
    /// <param name="firstPosition">The number of the file's first place.</param>
    /// <param name="positions">The place of each attribute, counted from the file's first.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SetShape Of(int[] fileSymbols, ReadOnlySpan<int> names, int firstPosition, ReadOnlySpan<int> positions) =>
        new(Host.Module.Pick(fileSymbols, names), firstPosition, positions);

    /// <summary>Sorts the keys, and tells for each of them where it went.</summary>
    private static int[] Sort(int[] keys)
    {
        if (IsSorted(keys))
        {
            return keys.Length < s_same.Length ? s_same[keys.Length] ??= InOrder(keys.Length) : InOrder(keys.Length);
        }

        int[] order = InOrder(keys.Length);
        Array.Sort(keys, order);
        var places = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            places[order[i]] = i;
        }

        return places;
    }

    private static bool IsSorted(int[] keys)
    {
        for (int i = 1; i < keys.Length; i++)
        {
            if (keys[i] < keys[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    private static int[] InOrder(int count)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        return order;
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
