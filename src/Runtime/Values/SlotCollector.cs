using System;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Elements of a list gathered before their number is known, in an array that the next collector of the thread uses again;
/// collectors inside one another have an array each.
/// </summary>
internal struct SlotCollector
{
    private const int SmallestSpare = 64;
    private const int LargestSpare = 4096;
    private const int MostSpares = 16;

    [ThreadStatic]
    private static Slot[][]? s_spares;

    [ThreadStatic]
    private static int s_spareCount;

    private Slot[] _items;
    private int _count;

    public SlotCollector()
        : this(SmallestSpare)
    {
    }

    /// <param name="expected">How many elements there will be, more or less.</param>
    public SlotCollector(int expected) =>
        _items = expected > SmallestSpare ? new Slot[expected] : s_spareCount > 0 ? s_spares![--s_spareCount] : new Slot[SmallestSpare];

    public readonly int Count => _count;

    public void Add(Slot item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items[_count++] = item;
    }

    public void Add(Value value) => Add(new Slot(value));

    /// <summary>What was added; until the next addition.</summary>
    public readonly ReadOnlySpan<Slot> Items => _items.AsSpan(0, _count);

    /// <summary>The elements as a list; the collector is at its end.</summary>
    public readonly NixList ToList()
    {
        NixList list = NixList.Of(_items.AsSpan(0, _count));
        GiveBack();
        return list;
    }

    /// <summary>Ends the collector without a list.</summary>
    public readonly void GiveBack()
    {
        if (_items.Length <= LargestSpare && s_spareCount < MostSpares)
        {
            Array.Clear(_items, 0, _count);
            (s_spares ??= new Slot[MostSpares][])[s_spareCount++] = _items;
        }
    }
}
