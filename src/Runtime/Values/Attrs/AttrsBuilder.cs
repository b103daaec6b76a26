using System;

namespace Tvix.Aot.Runtime;

/// <summary>Collects attributes in any order; the first of equal names wins, or the last, as the caller asks.</summary>
public sealed class AttrsBuilder
{
    private int[] _keys;
    private int[] _positions;
    private Slot[] _values;
    private int _count;
    private bool _anyPosition;

    public AttrsBuilder(int capacity)
    {
        _keys = new int[capacity];
        _positions = new int[capacity];
        _values = new Slot[capacity];
    }

    public int Count => _count;

    public void Add(int symbol, Value value, int position = 0)
    {
        if (_count == _keys.Length)
        {
            int capacity = Math.Max(4, _count * 2);
            Array.Resize(ref _keys, capacity);
            Array.Resize(ref _positions, capacity);
            Array.Resize(ref _values, capacity);
        }

        _keys[_count] = symbol;
        _positions[_count] = position;
        _values[_count++].V = value;
        _anyPosition |= position != 0;
    }

    public void Add(string name, Value value) => Add(Symbols.Intern(name), value);

    public NixAttrs ToAttrs(bool lastWins = false)
    {
        if (_count == 0)
        {
            return new NixAttrs(Shape.Empty, []);
        }

        // Sorting (key, index) pairs as one number is stable and needs no comparer.
        var order = new long[_count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = ((long)_keys[i] << 32) | (uint)i;
        }

        Array.Sort(order);
        return Collect(order, lastWins);
    }

    private NixAttrs Collect(long[] order, bool lastWins)
    {
        var keys = new int[order.Length];
        var values = new Slot[order.Length];
        var positions = _anyPosition ? new int[order.Length] : null;
        int n = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int key = (int)(order[i] >> 32), source = (int)order[i];
            bool repeated = n > 0 && keys[n - 1] == key;
            if (repeated && !lastWins)
            {
                continue;
            }

            int target = repeated ? n - 1 : n++;
            keys[target] = key;
            values[target] = _values[source];
            if (positions != null)
            {
                positions[target] = _positions[source];
            }
        }

        Array.Resize(ref keys, n);
        Array.Resize(ref values, n);
        if (positions != null)
        {
            Array.Resize(ref positions, n);
        }

        return new NixAttrs(positions == null ? Shape.Of(keys) : new Shape(keys, positions), values);
    }
}
