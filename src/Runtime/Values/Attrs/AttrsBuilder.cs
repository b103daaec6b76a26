using System;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Collects attributes in any order; the first of equal names wins, or the last, as the caller asks. Small builders use the
/// same room one after the other on the same thread; one inside another one brings its own.
/// </summary>
public sealed class AttrsBuilder
{
    private const int SmallestRoom = 4;
    private const int LargestSpare = 64;

    [ThreadStatic]
    private static Room? s_spare;

    private Room _room;
    private int _count;
    private bool _anyPosition;

    public AttrsBuilder(int capacity)
    {
        if (s_spare is { } spare && capacity <= spare.Keys.Length)
        {
            _room = spare;
            s_spare = null;
        }
        else
        {
            _room = new Room(Math.Max(capacity, SmallestRoom));
        }
    }

    public int Count => _count;

    public void Add(int symbol, Value value, int position = 0)
    {
        if (_count == _room.Keys.Length)
        {
            _room = _room.Twice();
        }

        _room.Keys[_count] = symbol;
        _room.Positions[_count] = position;
        _room.Values[_count++].V = value;
        _anyPosition |= position != 0;
    }

    public void Add(string name, Value value) => Add(Symbols.Intern(name), value);

    /// <summary>Whether a name was added; a look at all of them.</summary>
    public bool Has(int symbol) => Array.IndexOf(_room.Keys, symbol, 0, _count) >= 0;

    /// <summary>The set; the builder is at its end.</summary>
    public NixAttrs ToAttrs(bool lastWins = false)
    {
        if (_count == 0)
        {
            return new NixAttrs(Shape.Empty);
        }

        NixAttrs result = Collect(Sorted(), lastWins);
        GiveBack();
        return result;
    }

    /// <summary>A set with one attribute for all additions of a name: the function, put off, of the name and the list of their values. The builder is at its end.</summary>
    public NixAttrs ToGroups(Value function)
    {
        Span<long> order = Sorted();
        var result = new NixAttrs(PlainShape(order));
        Span<Slot> values = result.Values;
        for (int n = 0, from = 0, to; n < values.Length; n++, from = to)
        {
            int key = (int)(order[from] >> 32);
            for (to = from + 1; to < order.Length && (int)(order[to] >> 32) == key; to++)
            {
            }

            values[n].V = Op.LazyCallPlaced(function, Symbols.NameString(key), ListOf(order[from..to]));
        }

        GiveBack();
        return result;
    }

    private NixList ListOf(ReadOnlySpan<long> order)
    {
        switch (order.Length)
        {
            case 1: return NixList.Of(_room.Values[(int)order[0]].V);
            case 2: return NixList.Of(_room.Values[(int)order[0]].V, _room.Values[(int)order[1]].V);
        }

        var items = new Slot[order.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = _room.Values[(int)order[i]];
        }

        return NixList.Of(items);
    }

    /// <summary>The places of the attributes in the order of their names; equal ones as they were added.</summary>
    private Span<long> Sorted()
    {
        // (key, index) pairs as one number: sorting them is stable and needs no comparer.
        Span<long> order = _room.Order.AsSpan(0, _count);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = ((long)_room.Keys[i] << 32) | (uint)i;
        }

        RadixSort.SortByUpperHalf(order);
        return order;
    }

    private void GiveBack()
    {
        if (_room.Keys.Length <= LargestSpare && _room.Keys.Length >= (s_spare?.Keys.Length ?? 0))
        {
            Array.Clear(_room.Values, 0, _count);
            s_spare = _room;
        }
    }

    private NixAttrs Collect(Span<long> order, bool lastWins)
    {
        int n = 0;
        for (int i = 0; i < order.Length; i++)
        {
            bool repeated = n > 0 && order[n - 1] >> 32 == order[i] >> 32;
            if (!repeated || lastWins)
            {
                n = repeated ? n : n + 1;
                order[n - 1] = order[i];
            }
        }

        order = order[..n];
        var result = new NixAttrs(_anyPosition ? PlacedShape(order) : PlainShape(order));
        Span<Slot> values = result.Values;
        for (int i = 0; i < n; i++)
        {
            values[i] = _room.Values[(int)order[i]];
        }

        return result;
    }

    private static Shape PlainShape(ReadOnlySpan<long> order)
    {
        Span<int> keys = order.Length <= KeySet.LargestShared ? stackalloc int[KeySet.LargestShared] : new int[order.Length];
        return Shape.Of(Keys(order, keys));
    }

    /// <summary>The names, each once.</summary>
    private static ReadOnlySpan<int> Keys(ReadOnlySpan<long> order, Span<int> room)
    {
        int n = 0;
        foreach (long entry in order)
        {
            int key = (int)(entry >> 32);
            if (n == 0 || room[n - 1] != key)
            {
                room[n++] = key;
            }
        }

        return room[..n];
    }

    private Shape PlacedShape(ReadOnlySpan<long> order)
    {
        Span<int> room = order.Length <= KeySet.LargestShared ? stackalloc int[KeySet.LargestShared] : new int[order.Length];
        KeySet keys = KeySet.Of(Keys(order, room));
        for (int i = 0; i < order.Length; i++)
        {
            room[i] = _room.Positions[(int)order[i]];
        }

        return Shape.Placed(keys, room[..order.Length]);
    }

    private sealed class Room(int capacity)
    {
        public int[] Keys = new int[capacity];
        public int[] Positions = new int[capacity];
        public Slot[] Values = new Slot[capacity];
        public long[] Order = new long[capacity];

        public Room Twice()
        {
            var room = new Room(Keys.Length * 2);
            Keys.CopyTo(room.Keys, 0);
            Positions.CopyTo(room.Positions, 0);
            Values.CopyTo(room.Values, 0);
            return room;
        }
    }
}
