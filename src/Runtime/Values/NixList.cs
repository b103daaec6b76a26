using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Tvix.Aot.Runtime.Parallel;

namespace Tvix.Aot.Runtime;

/// <summary>
/// A list: one or two elements in the object itself, or a window on an array. Lists that grow by <c>++</c> at their end share one array with spare room, so that
/// appending one element at a time is not quadratic; whoever appends first behind the used part owns it. Those of
/// <c>map</c> and <c>genList</c> begin without places (<see cref="PendingElements"/>).
/// </summary>
public sealed class NixList : Value
{
    public static readonly NixList Empty = new([], 0, 0, null);

    /// <summary>So many elements need no array.</summary>
    public const int Few = Content.Room;

    private const int SmallestShared = 8;

    // An offset for lists that have no array.
    private const int Inside = -1;

    // The elements; or their array, and what it is shared with: Used or PendingElements, since a list that grows has all its elements.
    private Content _content;
    private readonly int _offset;

    public readonly int Count;

    private NixList(ReadOnlySpan<Slot> few)
    {
        Count = few.Length;
        _offset = Inside;
        few.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<object?, Slot>(ref _content[0]), Few));
    }

    private NixList(Value first, Value? second)
    {
        Count = second == null ? 1 : 2;
        _offset = Inside;
        _content[0] = first;
        _content[1] = second;
    }

    private NixList(Slot[]? items, int offset, int count, object? shared)
    {
        _content[0] = items;
        _content[1] = shared;
        _offset = offset;
        Count = count;
    }

    public override ValueKind Kind => ValueKind.List;

    private Slot[] Backing => _content[0] is { } places ? Unsafe.As<Slot[]>(places) : MakePlaces();

    // Only where there are no places, or one that is empty.
    private PendingElements NotMade => (PendingElements)_content[1]!;

    private object? Shared => _offset == Inside ? null : _content[1];

    /// <summary>Whether whoever takes the elements is the only one who has the list, and they have no places yet: none is kept.</summary>
    internal bool IsStream => _content[0] is null && _offset != Inside && NotMade.IsOwned;

    /// <summary>The elements as they lie there; those that are pending become thunks.</summary>
    public ReadOnlySpan<Slot> Items
    {
        get
        {
            if (_offset == Inside)
            {
                return MemoryMarshal.CreateSpan(ref Unsafe.As<object?, Slot>(ref _content[0]), Count);
            }

            if (HasPending)
            {
                for (int i = 0; i < Count; i++)
                {
                    EvalStack.LookForInterrupt(i);
                    _ = this[i];
                }
            }

            return new(Backing, _offset, Count);
        }
    }

    /// <summary>Whether there may be elements that are neither values nor thunks yet.</summary>
    public bool HasPending => Shared is PendingElements { IsUsedUp: false };

    /// <summary>The element as it lies there: perhaps a thunk.</summary>
    public Value this[int index]
    {
        get
        {
            Value v = At(index).V;
            return v is null or PendingElements.Marker ? Delay(_offset + index) : v;
        }
    }

    /// <summary>The value of an element, which takes the place of its thunk (<see cref="Slot.Settle"/>).</summary>
    /// <param name="place">Where a call that was put off is asked for, see <see cref="EvalStack.CallPlace"/>.</param>
    public Value Force(int index, int place = 0)
    {
        ref Slot slot = ref At(index);
        if (slot.V is Thunk thunk)
        {
            Value result = thunk.ForceFrom(place);
            Slot.Settle(ref slot);
            return result;
        }

        if (slot.V is not (null or PendingElements.Marker))
        {
            return slot.V;
        }

        EvalStack.CallPlace = place;
        return Compute(_offset + index);
    }

    /// <summary>
    /// The element as it lies there, for callers that force it next: a pending one is evaluated without a thunk. Where that
    /// fails, the element is a thunk that fails in the same way when the caller forces it.
    /// </summary>
    public Value Evaluated(int index)
    {
        Value v = At(index).V;
        return v is null ? TryCompute(_offset + index) : v is PendingElements.Marker ? Delay(_offset + index) : v;
    }

    /// <summary>The element for a builtin that takes each one once and gives it to a function.</summary>
    /// <param name="now">Whether it is forced next anyway (<see cref="Evaluated"/>).</param>
    public Value Take(int index, bool now) =>
        !IsStream ? now ? Evaluated(index) : this[index]
        : now ? PendingElements.Keep(TakeEvaluated(index)) : NotMade.Delay(index);

    /// <summary>The same for a builtin that forces it and does not give it on.</summary>
    public Value TakeEvaluated(int index) => IsStream ? NotMade.Make(index) : Evaluated(index);

    /// <summary>Takes an element that is forced next anyway, as an integer if it is one.</summary>
    /// <param name="element">Where it is none: what <see cref="Take"/> gives.</param>
    public bool TakeInt(int index, out long value, out Value? element)
    {
        if (IsStream)
        {
            return NotMade.MakeInt(index, out value, out element);
        }

        element = Evaluated(index);
        Settle(index);
        return Ints.Known(element, out value);
    }

    /// <summary>Takes an element as a pair, where a function makes it that can do without the set.</summary>
    /// <param name="context">What is being evaluated while the name is.</param>
    /// <param name="positions">Where the two attributes stand.</param>
    public bool TryTakePair(int index, string context, [NotNullWhen(true)] out Value? name, [NotNullWhen(true)] out Value? value, out (int Name, int Value) positions)
    {
        (name, value, positions) = (null, null, default);
        return IsStream && NotMade.TryMakePair(index, context, out name, out value, out positions);
    }

    /// <summary>What was taken, settled, for another list.</summary>
    public Slot Taken(int index, Value element)
    {
        if (!IsStream)
        {
            return Settled(index);
        }

        var slot = new Slot(element);
        Slot.Settle(ref slot);
        return slot;
    }

    /// <summary>Where an element lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot At(int index) => ref _offset == Inside ? ref Unsafe.As<object?, Slot>(ref _content[index]) : ref Backing[_offset + index];

    /// <summary>What lies there: an element, or the thunk for it.</summary>
    internal Value CellAt(int index) => At(index).V;

    // Only lists of pending elements begin without.
    private Slot[] MakePlaces()
    {
        var places = new Slot[Count];
        _content[0] = places;
        return places;
    }

    private Value TryCompute(int place)
    {
        int depth = EvalStack.Depth;
        EvalStack.EnterOwn();
        try
        {
            Compute(place);
        }
        catch (EvalException e) when (!e.IsRecoverable)
        {
            // Its thunk has the error.
        }

        EvalStack.Depth = depth;
        return Backing[place].V;
    }

    private unsafe Value Compute(int place)
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return EvalStack.RunOnFreshStack(&ComputeAgain, this, NixInt.Of(place));
        }

        ref Slot slot = ref Backing[place];
        return slot.V is null or PendingElements.Marker ? NotMade.Compute(ref slot, place) : Op.Force(slot.V);
    }

    private static Value ComputeAgain(object? list, object? place) => ((NixList)list!).Compute((int)((NixInt)place!).Value);

    private Value Delay(int place)
    {
        ref Slot slot = ref Backing[place];
        return slot.V = NotMade.Delay(place, slot.V as PendingElements.Marker);
    }

    /// <summary>Where somebody else has evaluated an element: its value takes the place of the thunk.</summary>
    public void Settle(int index)
    {
        if (_content[0] is not null)
        {
            Slot.Settle(ref At(index));
        }
    }

    /// <summary>An element, settled, for another list.</summary>
    public Slot Settled(int index)
    {
        ref Slot slot = ref At(index);
        Slot.Settle(ref slot);
        return slot;
    }

    /// <summary>A list of these elements. It may keep the array.</summary>
    public static NixList Of(Slot[] items) => items.Length == 0 ? Empty : items.Length <= Few ? new NixList(items) : new NixList(items, 0, items.Length, null);

    public static NixList Of(Value only) => new(only, null);

    public static NixList Of(Value first, Value second) => new(first, second);

    /// <summary>A list of elements to be computed when they are asked for.</summary>
    /// <param name="source">The arguments of the function; null for the indexes.</param>
    internal static NixList Pending(Value function, NixList? source, int count) => count == 0 ? Empty
        : count == 1 ? Of(Op.LazyCall(function, source == null ? NixInt.Of(0) : source[0]))
        : Worker.AreMany || EvalStack.ShowTrace ? Of(PendingElements.DelayAll(function, source, count))
        : new NixList(null, 0, count, new PendingElements(function, source, count));

    /// <summary>The same list, which nobody but the builtin that gets it next will see.</summary>
    internal static Value Own(Value list)
    {
        if (list is NixList { Shared: PendingElements pending })
        {
            pending.IsOwned = true;
        }

        return list;
    }

    public static NixList Of(ReadOnlySpan<Slot> items) => items.Length == 0 ? Empty : items.Length <= Few ? new NixList(items) : Of(items.ToArray());

    /// <summary>A new list of part of this one; shares the elements' array.</summary>
    public NixList Window(int start, int count) => count == 0 ? Empty
        : count <= Few && !HasPending ? new NixList(Items.Slice(start, count))
        : new NixList(Backing, _offset + start, count, _content[1] as PendingElements);

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
        if (Shared is Used used && end + right.Count <= Backing.Length && Interlocked.CompareExchange(ref used.Count, end + right.Count, end) == end)
        {
            right.Items.CopyTo(Backing.AsSpan(end));
            return new NixList(Backing, _offset, total, used);
        }

        if (total <= Few)
        {
            return new NixList(this[0], right[0]);
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

    [InlineArray(Room)]
    private struct Content
    {
        public const int Room = 2;

#pragma warning disable IDE0044, S1144 // the runtime repeats it
        private object? _first;
#pragma warning restore IDE0044, S1144
    }
}
