using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tvix.Aot.Runtime;

/// <summary>
/// The keys of attribute sets (sorted symbols) and where each was written. Shared by all sets that come from the
/// same literal, from mapAttrs, or from the same update. Few ask where attributes were written: the shape of an update tells from those of its sides.
/// </summary>
public sealed class Shape
{
    public static readonly Shape Empty = KeySet.Of([]).Plain;

    /// <summary>What a set has that is a layer over another one: no keys of its own.</summary>
    internal static readonly Shape OfLayers = new(KeySet.Of([]), isOfLayers: true);

    private const int SmallestGuess = 32;

    // As many are compared one after the other, four at once.
    private const int FewKeys = 16;

    // A shape that is made from others keeps them; a long row of them is not kept.
    private const int Deepest = 32;

    // The shape of one computed name, what was made of two shapes, and written places: what has been made is often made again.
    private static readonly Shape?[] s_single = new Shape?[PairTable.Size];
    private static readonly Shape?[] s_derived = new Shape?[PairTable.Size];
    private static readonly Shape?[] s_placed = new Shape?[PairTable.Size];
    private static int s_count;

    public readonly int[] Keys;
    internal readonly KeySet KeySet;
    private readonly ulong _present;

    /// <summary>Whether it is <see cref="OfLayers"/>; a field, since every look at a set asks.</summary>
    internal readonly bool IsOfLayers;

    private readonly byte _depth;
    private readonly int _number = s_count++;

    // Either the places, or the plan and the shapes that they come from, or nothing.
    private readonly int[]? _positions;
    private readonly object? _plan;
    private readonly Shape? _left;
    private readonly Shape? _right;

    // The last update that was seen more than once: what is always new would keep all that comes after it.
    private Shape? _update;

    /// <param name="sortedKeys">Symbols; the shape may keep the array.</param>
    /// <param name="positions">The place of each, as <see cref="Runtime.Positions"/> numbers them.</param>
    public Shape(int[] sortedKeys, int[] positions)
        : this(KeySet.Of(sortedKeys), positions)
    {
    }

    internal Shape(KeySet keys, int[]? positions = null, bool isOfLayers = false)
    {
        KeySet = keys;
        Keys = keys.Keys;
        _present = keys.Present;
        _positions = positions;
        IsOfLayers = isOfLayers;
    }

    private Shape(KeySet keys, object plan, Shape left, Shape? right, int depth)
        : this(keys)
    {
        _plan = plan;
        _left = left;
        _right = right;
        _depth = (byte)depth;
    }

    /// <summary>A shape of names without places.</summary>
    internal static Shape Of(ReadOnlySpan<int> sortedKeys) => KeySet.Of(sortedKeys).Plain;

    /// <summary>The shape of one name, at one place.</summary>
    internal static Shape Single(int symbol, int position)
    {
        ref Shape? kept = ref s_single[PairTable.Place(symbol, position)];
        Shape? known = kept;
        return known != null && known.Keys[0] == symbol && known._positions![0] == position ? known : kept = new Shape([symbol], [position]);
    }

    /// <summary>A shape of names and their places; of few, one that was made before.</summary>
    internal static Shape Placed(KeySet keys, ReadOnlySpan<int> positions)
    {
        if (keys.IsLarge)
        {
            return new Shape(keys, positions.ToArray());
        }

        ref Shape? kept = ref s_placed[PairTable.Place(positions, keys.Number)];
        Shape? known = kept;
        return known != null && ReferenceEquals(known.KeySet, keys) && positions.SequenceEqual(known._positions)
            ? known : kept = new Shape(keys, positions.ToArray());
    }

    /// <summary>Symbols are given out anew in each session.</summary>
    internal static void ForgetShared()
    {
        Array.Clear(s_single);
        Array.Clear(s_derived);
        Array.Clear(s_placed);
        KeySet.ForgetAll();
        MergePlan.ForgetAll();
    }

    public int Count => Keys.Length;

    /// <summary>Indexes into <see cref="Keys"/> in the bytewise order of the names.</summary>
    public int[] ByName => KeySet.ByName;

    public Shape WithoutPositions => KeySet.Plain;

    /// <summary>Whether it was written anywhere.</summary>
    internal bool HasPositions => _positions != null || _plan != null;

    /// <summary>The index of a key, or -1.</summary>
    public int IndexOf(int symbol)
    {
        if (((_present >> symbol) & 1) == 0)
        {
            return -1;
        }

        int[] keys = Keys;
        int high = keys.Length - 1;
        if (high >= SmallestGuess)
        {
            // Names that first occurred together have numbers in a row: most are where the number says.
            int guess = symbol - keys[0];
            if ((uint)guess <= (uint)high && keys[guess] == symbol)
            {
                return guess;
            }
        }

        // Halved until a few are left: which half it is cannot be foreseen, so it is no branch.
        int first = 0, count = keys.Length;
        while (count > FewKeys)
        {
            int half = count >> 1;
            first = keys[first + half] <= symbol ? first + half : first;
            count -= half;
        }

        return IndexAmong(keys, first, count, symbol);
    }

    private static int IndexAmong(int[] keys, int first, int count, int symbol)
    {
        ref int key = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(keys), first);
        if (count < Vector128<int>.Count)
        {
            for (int i = 0; i < count; i++)
            {
                if (Unsafe.Add(ref key, i) == symbol)
                {
                    return first + i;
                }
            }

            return -1;
        }

        Vector128<int> wanted = Vector128.Create(symbol);
        for (int i = 0; i < count; i += Vector128<int>.Count)
        {
            // At the end some once more.
            int at = Math.Min(i, count - Vector128<int>.Count);
            Vector128<int> same = Vector128.Equals(Vector128.LoadUnsafe(ref key, (nuint)at), wanted);
            if (same != Vector128<int>.Zero)
            {
                return first + at + BitOperations.TrailingZeroCount(same.ExtractMostSignificantBits());
            }
        }

        return -1;
    }

    /// <summary>Where a key was written; 0 for nowhere.</summary>
    public int PositionAt(int index)
    {
        Shape shape = this;
        while (true)
        {
            switch (shape._plan)
            {
                case null:
                    return shape._positions == null ? 0 : shape._positions[index];
                case MergePlan merge:
                    shape = merge.IsFromRight(index) ? shape._right! : shape._left!;
                    index = merge.SourceOf(index);
                    break;
                case SelectionPlan selection:
                    index = selection.SourceOf(index);
                    shape = shape._left!;
                    break;
            }
        }
    }

    /// <summary>The places of some keys in a row.</summary>
    internal void CopyPositions(int from, Span<int> to)
    {
        if (_positions != null)
        {
            _positions.AsSpan(from, to.Length).CopyTo(to);
            return;
        }

        for (int i = 0; i < to.Length; i++)
        {
            to[i] = PositionAt(from + i);
        }
    }

    /// <summary>The shape of an update of sets with few names.</summary>
    /// <param name="left">That of the left set.</param>
    /// <param name="right">That of the right set.</param>
    /// <param name="plan">How their values merge; null for many names.</param>
    internal static Shape? OfUpdate(Shape left, Shape right, out MergePlan? plan)
    {
        if (left._update is { } known && ReferenceEquals(known._right, right))
        {
            plan = Unsafe.As<MergePlan>(known._plan);
            return known;
        }

        plan = MergePlan.Of(left.KeySet, right.KeySet);
        return plan == null ? null : left.HasPositions || right.HasPositions ? Derived(plan.Result, plan, left, right) : plan.Result.Plain;
    }

    /// <summary>The shape of some attributes of sets with this one.</summary>
    internal Shape OfSelection(SelectionPlan plan)
    {
        if (!HasPositions)
        {
            return plan.Result.Plain;
        }

        // A large shape is not kept for the few places that another one has from it.
        return KeySet.IsLarge ? new Shape(plan.Result, plan, this, null, 0).Copy() : Derived(plan.Result, plan, this, null);
    }

    private static Shape Derived(KeySet keys, object plan, Shape left, Shape? right)
    {
        ref Shape? kept = ref s_derived[PairTable.Place(left._number, right?._number ?? keys.Number)];
        Shape? known = kept;
        if (known != null && ReferenceEquals(known._left, left) && ReferenceEquals(known._right, right) && ReferenceEquals(known._plan, plan))
        {
            if (right != null)
            {
                left._update = known;
            }

            return known;
        }

        int depth = Math.Max(left._depth, right?._depth ?? 0) + 1;
        var made = new Shape(keys, plan, left, right, depth);
        // A copy does not know its sides, so nobody would find it there.
        return depth > Deepest ? made.Copy() : kept = made;
    }

    /// <summary>With places of its own.</summary>
    private Shape Copy()
    {
        Span<int> positions = KeySet.IsLarge ? new int[Count] : stackalloc int[KeySet.LargestShared];
        positions = positions[..Count];
        CopyPositions(0, positions);
        return Placed(KeySet, positions);
    }
}
