using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Tvix.Aot.Runtime.Parallel;

namespace Tvix.Aot.Runtime;

/// <summary>
/// An attribute set: a shape and the values in its order. Few values lie in the object itself: most sets are small, and an array beside
/// them would cost as much again. The result of a small update of a large set is a layer
/// over it, and that of a large update of a small set one the other way round, flattened when somebody asks for all of it.
/// </summary>
public sealed class NixAttrs : Value
{
    public static readonly NixAttrs Empty = new(Shape.Empty);

    /// <summary>What <c>{ }</c> in a text gives; apart, because Nix prints it as code while nobody has forced it.</summary>
    public static readonly NixAttrs EmptyLiteral = new(Shape.Empty);

    private const int SmallestLayered = 16;
    private const int DeepestLayers = 8;

    private static readonly Lock s_flattening = new();

    // Shape.OfLayers where the set is not flat.
    private Shape _shape;

    // The values, up to as many as fit; else their array; of layers the flat set above and the set below.
    private Content _content;

    /// <summary>A set whose values the caller puts into <see cref="Values"/>.</summary>
    public NixAttrs(Shape shape)
    {
        _shape = shape;
        if (shape.Count > Content.Room)
        {
            _content[0] = new Slot[shape.Count];
        }
    }

    internal NixAttrs(Shape shape, Value only)
    {
        _shape = shape;
        _content[0] = only;
    }

    /// <param name="values">In the order of the shape. The set may keep the array.</param>
    public NixAttrs(Shape shape, Slot[] values)
    {
        _shape = shape;
        if (shape.Count > Content.Room)
        {
            _content[0] = values;
        }
        else
        {
            values.CopyTo(Few(shape.Count));
        }
    }

    private NixAttrs(NixAttrs above, NixAttrs below)
    {
        _shape = Shape.OfLayers;
        _content[0] = above;
        _content[1] = below;
    }

    private NixAttrs(NixAttrs other)
    {
        _shape = other.Shape;
        _content = other._content;
    }

    public override ValueKind Kind => ValueKind.Attrs;

    /// <summary>The keys of the whole set.</summary>
    public Shape Shape
    {
        get
        {
            Flatten();
            return _shape;
        }
    }

    /// <summary>The values in the order of <see cref="Shape"/>; perhaps thunks.</summary>
    public Span<Slot> Values
    {
        get
        {
            Flatten();
            return Flat(_shape.Count);
        }
    }

    public int Count => Shape.Count;

    private bool IsLayered => Volatile.Read(ref _shape).IsOfLayers;

    /// <summary>The values of a set that is flat.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<Slot> Flat(int count) => count <= Content.Room ? Few(count) : Unsafe.As<Slot[]>(_content[0]!);

    private Span<Slot> Few(int count) => MemoryMarshal.CreateSpan(ref Unsafe.As<object?, Slot>(ref _content[0]), count);

    /// <summary>Another set of the same attributes.</summary>
    internal NixAttrs Copy() => new(this);

    /// <summary>The value of a key as it lies there, or null.</summary>
    public Value? Find(int symbol)
    {
        int unused = 0;
        return FindSlow(symbol, ref unused);
    }

    /// <summary>As <see cref="Find(int)"/>; first looks where the name was found last time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value? Find(int symbol, ref int hint)
    {
        int[] keys = Volatile.Read(ref _shape).Keys;
        int at = hint;
        return (uint)at < (uint)keys.Length && keys[at] == symbol ? FlatSlot(keys.Length, at).V : FindSlow(symbol, ref hint);
    }

    /// <summary>The place of a value; for whoever has read the shape before, and found that it has keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot FlatSlot(int count, int at) => ref Unsafe.Add(
        ref count <= Content.Room
            ? ref Unsafe.As<object?, Slot>(ref _content[0])
            : ref MemoryMarshal.GetArrayDataReference(Unsafe.As<Slot[]>(_content[0]!)),
        at);

    private Value? FindSlow(int symbol, ref int hint)
    {
        NixAttrs set = this;
        Shape shape = Volatile.Read(ref set._shape);
        while (shape.IsOfLayers)
        {
            // Where another thread flattens it meanwhile, look again.
            if (set.TryGetLayers(out NixAttrs? above, out NixAttrs? below))
            {
                shape = above._shape;
                int place = shape.IndexOf(symbol);
                if (place >= 0)
                {
                    hint = place;
                    return above.FlatSlot(shape.Count, place).V;
                }

                set = below;
            }

            shape = Volatile.Read(ref set._shape);
        }

        int index = shape.IndexOf(symbol);
        if (index < 0)
        {
            return null;
        }

        hint = index;
        return set.FlatSlot(shape.Count, index).V;
    }

    private bool TryGetLayers([NotNullWhen(true)] out NixAttrs? above, [NotNullWhen(true)] out NixAttrs? below)
    {
        above = Volatile.Read(ref _content[0]) as NixAttrs;
        below = Volatile.Read(ref _content[1]) as NixAttrs;
        return above != null && below != null && IsLayered;
    }

    /// <summary>Forces a thunk that was found at <paramref name="at"/>; its value takes its place (<see cref="Slot.Settle"/>).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Value ForceFound(Thunk thunk, int at)
    {
        Value result = thunk.Force();
        int count = Volatile.Read(ref _shape).Count;
        // Not so where it lies in a layer, or the set was flattened meanwhile.
        if ((uint)at < (uint)count)
        {
            ref Slot slot = ref FlatSlot(count, at);
            if (ReferenceEquals(slot.V, thunk))
            {
                Slot.Settle(ref slot);
            }
        }

        return result;
    }

    public bool Has(int symbol) => Find(symbol) != null;

    /// <summary>Where an attribute was written: an id for <see cref="Positions"/>, 0 for nowhere.</summary>
    public int PositionOf(int symbol)
    {
        NixAttrs set = this;
        while (true)
        {
            Shape shape = Volatile.Read(ref set._shape);
            int index = shape.IndexOf(symbol);
            if (index >= 0)
            {
                return shape.PositionAt(index);
            }

            if (!shape.IsOfLayers)
            {
                return 0;
            }

            if (set.TryGetLayers(out NixAttrs? above, out NixAttrs? below))
            {
                set = above.Has(symbol) ? above : below;
            }
        }
    }

    /// <summary><c>left // right</c>. An empty side gives the other one itself: Nix keeps its identity.</summary>
    public static NixAttrs Update(NixAttrs left, NixAttrs right)
    {
        bool isLeftFlat = !left.IsLayered, isRightFlat = !right.IsLayered;
        int leftCount = isLeftFlat ? left._shape.Count : SmallestLayered;
        if (isRightFlat && right._shape.Count == 0)
        {
            return left;
        }

        if (leftCount == 0)
        {
            return right;
        }

        if (isRightFlat && leftCount >= SmallestLayered && left.MayLieUnder(right))
        {
            return new NixAttrs(right, left);
        }

        if (isLeftFlat && isRightFlat && right._shape.Count >= SmallestLayered && leftCount * 4 <= right._shape.Count)
        {
            // The large set as it is, over what the small one has beside it.
            return new NixAttrs(right, left);
        }

        if (isLeftFlat || !isRightFlat)
        {
            return Merge(left, right);
        }

        var together = new NixAttrs(right, left);
        together.Flatten();
        return together;
    }

    private bool MayLieUnder(NixAttrs right)
    {
        int depth = 1;
        NixAttrs set = this;
        while (set.TryGetLayers(out _, out NixAttrs? below))
        {
            depth++;
            set = below;
        }

        return depth < DeepestLayers && right._shape.Count * 4 <= set.Shape.Count;
    }

    private static NixAttrs Merge(NixAttrs left, NixAttrs right)
    {
        Shape leftShape = left.Shape, rightShape = right.Shape;
        if (Shape.OfUpdate(leftShape, rightShape, out MergePlan? plan) is not { } shape)
        {
            return LargeMerge.Run(leftShape, left.Values, rightShape, right.Values);
        }

        var result = new NixAttrs(shape);
        plan!.Merge(left.Flat(leftShape.Count), right.Flat(rightShape.Count), result.Flat(shape.Count));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Flatten()
    {
        if (IsLayered)
        {
            FlattenLayers();
        }
    }

    private void FlattenLayers()
    {
        if (!Worker.AreMany)
        {
            Replace(MergeLayers());
            return;
        }

        lock (s_flattening)
        {
            if (IsLayered)
            {
                Replace(MergeLayers());
            }
        }
    }

    /// <summary>The small layers first, among themselves; then the large set below is copied once.</summary>
    private NixAttrs MergeLayers()
    {
        var above = (NixAttrs)_content[0]!;
        var below = (NixAttrs)_content[1]!;
        while (below.TryGetLayers(out NixAttrs? next, out NixAttrs? last))
        {
            above = Merge(next, above);
            below = last;
        }

        return Merge(below, above);
    }

    /// <summary>Readers on other threads see layers as long as the shape is that of layers, and nothing else afterwards.</summary>
    private void Replace(NixAttrs merged)
    {
        Volatile.Write(ref _content[0], merged._content[0]);
        Volatile.Write(ref _shape, merged._shape);
        _content[1] = null;
    }

    [InlineArray(Room)]
    private struct Content
    {
        public const int Room = 3;

#pragma warning disable IDE0044, S1144 // the runtime repeats it
        private object? _first;
#pragma warning restore IDE0044, S1144
    }
}
