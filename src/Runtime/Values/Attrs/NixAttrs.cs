using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Tvix.Aot.Runtime.Parallel;

namespace Tvix.Aot.Runtime;

/// <summary>
/// An attribute set: a shape and the values in its order. The result of a small update of a large set is a layer
/// over it, and that of a large update of a small set one the other way round, flattened when somebody asks for all of it.
/// </summary>
public sealed class NixAttrs : Value
{
    public static readonly NixAttrs Empty = new(Shape.Empty, []);

    /// <summary>What <c>{ }</c> in a text gives; apart, because Nix prints it as code while nobody has forced it.</summary>
    public static readonly NixAttrs EmptyLiteral = new(Shape.Empty, []);

    private const int SmallestLayered = 16;
    private const int DeepestLayers = 8;

    private static readonly Lock s_flattening = new();

    private Shape _shape;
    private Slot[] _values;
    private NixAttrs? _below;

    public NixAttrs(Shape shape, Slot[] values)
    {
        _shape = shape;
        _values = values;
    }

    private NixAttrs(Shape shape, Slot[] values, NixAttrs below)
        : this(shape, values) => _below = below;

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
    public Slot[] Values
    {
        get
        {
            Flatten();
            return _values;
        }
    }

    public int Count => Shape.Count;

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
        int[] keys = _shape.Keys;
        Slot[] values = _values;
        int at = hint;
        // Of unequal length while another thread puts a flat set in the place of layers.
        return (uint)at < (uint)keys.Length && keys[at] == symbol && keys.Length == values.Length
            ? Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(values), at).V
            : FindSlow(symbol, ref hint);
    }

    private Value? FindSlow(int symbol, ref int hint)
    {
        NixAttrs? set = this;
        while (set != null)
        {
            // The layer below first: when it is gone, the rest is flat.
            NixAttrs? below = Volatile.Read(ref set._below);
            Shape shape = Volatile.Read(ref set._shape);
            Slot[] values = Volatile.Read(ref set._values);
            int index = shape.IndexOf(symbol);
            if (index >= 0 && shape.Count == values.Length)
            {
                hint = index;
                return values[index].V;
            }

            set = index >= 0 ? set : below;
        }

        return null;
    }

    /// <summary>Forces a thunk that was found at <paramref name="at"/>; its value takes its place (<see cref="Slot.Settle"/>).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Value ForceFound(Thunk thunk, int at)
    {
        Value result = thunk.Force();
        Slot[] values = _values;
        // Not so where it lies in a layer below, or the set was flattened meanwhile.
        if ((uint)at < (uint)values.Length && ReferenceEquals(values[at].V, thunk))
        {
            Slot.Settle(ref values[at]);
        }

        return result;
    }

    public bool Has(int symbol) => Find(symbol) != null;

    /// <summary>Where an attribute was written: an id for <see cref="Positions"/>, 0 for nowhere.</summary>
    public int PositionOf(int symbol)
    {
        NixAttrs? set = this;
        while (set != null)
        {
            NixAttrs? below = Volatile.Read(ref set._below);
            Shape shape = Volatile.Read(ref set._shape);
            int index = shape.IndexOf(symbol);
            if (index >= 0)
            {
                return shape.PositionAt(index);
            }

            set = below;
        }

        return 0;
    }

    /// <summary><c>left // right</c>. An empty side gives the other one itself: Nix keeps its identity.</summary>
    public static NixAttrs Update(NixAttrs left, NixAttrs right)
    {
        if (right._below == null && right._shape.Count == 0)
        {
            return left;
        }

        if (left._below == null && left._shape.Count == 0)
        {
            return right;
        }

        if (right._below == null && left._shape.Count + (left._below != null ? SmallestLayered : 0) >= SmallestLayered)
        {
            NixAttrs? layered = left.TryLayer(right);
            if (layered != null)
            {
                return layered;
            }
        }

        if (left._below == null && right._below == null && right._shape.Count >= SmallestLayered && left._shape.Count * 4 <= right._shape.Count)
        {
            // The large set as it is, over what the small one has beside it.
            return new NixAttrs(right._shape, right._values, left);
        }

        if (left._below == null || right._below != null)
        {
            return Merge(left, right);
        }

        var together = new NixAttrs(right._shape, right._values, left);
        together.Flatten();
        return together;
    }

    private NixAttrs? TryLayer(NixAttrs right)
    {
        int depth = 0, size = 0;
        for (NixAttrs? set = this; set != null; set = set._below)
        {
            depth++;
            size = set._shape.Count;
        }

        return depth < DeepestLayers && right._shape.Count * 4 <= size ? new NixAttrs(right._shape, right._values, this) : null;
    }

    private static NixAttrs Merge(NixAttrs left, NixAttrs right)
    {
        left.Flatten();
        right.Flatten();
        if (left._shape.PlanUpdate(right._shape) is not { } plan)
        {
            return LargeMerge.Run(left._shape, left._values, right._shape, right._values);
        }

        int[] sources = plan.Sources;
        var values = new Slot[sources.Length];
        Slot[] a = left._values, b = right._values;
        for (int i = 0; i < values.Length; i++)
        {
            int s = sources[i];
            values[i] = s >= 0 ? a[s] : b[~s];
        }

        return new NixAttrs(plan.Result, values);
    }

    private void Flatten()
    {
        if (Volatile.Read(ref _below) == null)
        {
            return;
        }

        if (!Worker.AreMany)
        {
            FlattenLayers();
            return;
        }

        lock (s_flattening)
        {
            if (_below != null)
            {
                FlattenLayers();
            }
        }
    }

    private void FlattenLayers()
    {
        // The small layers first, among themselves; then the large set below is copied once.
        var above = new NixAttrs(_shape, _values);
        NixAttrs below = _below!;
        for (; below._below != null; below = below._below)
        {
            above = Merge(new NixAttrs(below._shape, below._values), above);
        }

        NixAttrs merged = Merge(below, above);
        // Readers on other threads see keys and values of one length as long as both are of the layer, or both of the whole; that the
        // lengths are equal means that the layer has all the keys. Below goes last: without it, keys and values are those of the whole.
        _shape = merged._shape;
        Volatile.Write(ref _values, merged._values);
        Volatile.Write(ref _below, null);
    }
}
