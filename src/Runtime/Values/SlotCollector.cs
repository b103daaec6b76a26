using System;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Elements of a list gathered before their number is known, in an array that the next collector of the thread uses again;
/// a collector inside another one finds the array taken and brings its own.
/// </summary>
internal struct SlotCollector
{
    private const int SmallestSpare = 64;
    private const int LargestSpare = 4096;

    [ThreadStatic]
    private static Slot[]? s_spare;

    private Slot[] _items;
    private int _count;

    public SlotCollector()
    {
        _items = s_spare ?? new Slot[SmallestSpare];
        s_spare = null;
    }

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
        if (_items.Length <= LargestSpare)
        {
            Array.Clear(_items, 0, _count);
            s_spare = _items;
        }
    }
}
