using System;

namespace Tvix.Aot.Runtime;

/// <summary>
/// A list: a window on an array. Lists that grow by <c>++</c> at their end share one array with spare room, so that
/// appending one element at a time is not quadratic; whoever appends first behind the used part owns it.
/// </summary>
public sealed class NixList : Value
{
    public static readonly NixList Empty = new([], 0, 0, null);

    private const int SmallestShared = 8;

    private readonly Slot[] _items;
    private readonly int _offset;
    private readonly Used? _used;

    public readonly int Count;

    public NixList(Slot[] items)
        : this(items, 0, items.Length, null)
    {
    }

    private NixList(Slot[] items, int offset, int count, Used? used)
    {
        _items = items;
        _offset = offset;
        Count = count;
        _used = used;
    }

    public override ValueKind Kind => ValueKind.List;

    public ReadOnlySpan<Slot> Items => new(_items, _offset, Count);

    /// <summary>The element as it lies there: perhaps a thunk.</summary>
    public Value this[int index] => _items[_offset + index].V;

    /// <summary>The value of an element, which takes the place of its thunk (<see cref="Slot.Settle"/>).</summary>
    public Value Force(int index)
    {
        ref Slot slot = ref _items[_offset + index];
        if (slot.V is not Thunk thunk)
        {
            return slot.V;
        }

        Value result = thunk.Force();
        Slot.Settle(ref slot);
        return result;
    }

    /// <summary>Where somebody else has evaluated an element: its value takes the place of the thunk.</summary>
    public void Settle(int index) => Slot.Settle(ref _items[_offset + index]);

    /// <summary>An element, settled, for another list.</summary>
    public Slot Settled(int index)
    {
        Settle(index);
        return _items[_offset + index];
    }

    public static NixList Of(Slot[] items) => items.Length == 0 ? Empty : new NixList(items);

    public static NixList Of(ReadOnlySpan<Slot> items) => items.Length == 0 ? Empty : new NixList(items.ToArray());

    /// <summary>A new list of part of this one; shares the elements' array.</summary>
    public NixList Window(int start, int count) => count == 0 ? Empty : new NixList(_items, _offset + start, count, null);

    public static NixList Concat(NixList left, NixList right)
    {
        if (left.Count == 0)
        {
            return right;
        }

        if (right.Count == 0)
        {
            return left;
        }

        return left.Append(right);
    }

    private NixList Append(NixList right)
    {
        int total = Count + right.Count, end = _offset + Count;
        if (_used != null && _used.Count == end && end + right.Count <= _items.Length)
        {
            right.Items.CopyTo(_items.AsSpan(end));
            _used.Count = end + right.Count;
            return new NixList(_items, _offset, total, _used);
        }

        // Growth pays only for long lists to which little is added.
        bool growing = total >= SmallestShared && right.Count <= Count / 2;
        var items = new Slot[growing ? total + (total / 2) : total];
        Items.CopyTo(items);
        right.Items.CopyTo(items.AsSpan(Count));
        return new NixList(items, 0, total, growing ? new Used { Count = total } : null);
    }

    private sealed class Used
    {
        public int Count;
    }
}
