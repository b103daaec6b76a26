using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tvix.Aot.Runtime;

/// <summary>
/// The keys of attribute sets (sorted symbols) and where each was written. Shared by all sets that come from the
/// same literal, from mapAttrs, or from the same update. What is remembered is one reference each, which threads may overwrite.
/// </summary>
public sealed class Shape
{
    public static readonly Shape Empty = new([], null);

    /// <summary>What a set has that is a layer over another one: no keys of its own.</summary>
    internal static readonly Shape OfLayers = new([], null, isOfLayers: true);

    public readonly int[] Keys;
    public readonly int[]? Positions;

    /// <summary>Whether it is <see cref="OfLayers"/>; a field, since every look at a set asks.</summary>
    internal readonly bool IsOfLayers;

    private const int LargestKeptPlan = 64;
    private const int SmallestGuess = 32;

    // Sets that builtins make have the same few names again and again; with one shape for them, plans of updates are found.
    internal const int LargestShared = 8;
    private static readonly Shape?[] s_shared = new Shape?[1024];

    // The same for the sets of one computed name, and for plans of shapes that take turns with several others: what
    // a name has been computed for is often done again.
    private const int KeptBits = 12;
    private static readonly Shape?[] s_single = new Shape?[1 << KeptBits];
    private static readonly MergePlan?[] s_plans = new MergePlan?[1 << KeptBits];
    private static int s_count;

    private readonly int _number = s_count++;

    private int[]? _byName;
    private Shape? _withoutPositions;
    private MergePlan? _lastPlan;
    private SelectionPlan? _lastIntersect;
    private SelectionPlan? _lastRemoval;

    public Shape(int[] sortedKeys, int[]? positions)
        : this(sortedKeys, positions, isOfLayers: false)
    {
    }

    private Shape(int[] sortedKeys, int[]? positions, bool isOfLayers)
    {
        Keys = sortedKeys;
        Positions = positions;
        IsOfLayers = isOfLayers;
    }

    /// <summary>A shape of names without places; small ones are shared.</summary>
    internal static Shape Of(ReadOnlySpan<int> sortedKeys)
    {
        if (sortedKeys.Length > LargestShared)
        {
            return new Shape(sortedKeys.ToArray(), null);
        }

        uint hash = 0;
        foreach (int key in sortedKeys)
        {
            hash = (hash * 31) + (uint)key;
        }

        ref Shape? shared = ref s_shared[(hash * 2654435769) >> 22];
        Shape? known = shared;
        return known != null && sortedKeys.SequenceEqual(known.Keys) ? known : shared = new Shape(sortedKeys.ToArray(), null);
    }

    /// <summary>The shape of one name, at one place.</summary>
    internal static Shape Single(int symbol, int position)
    {
        ref Shape? kept = ref s_single[Place(symbol, position)];
        Shape? known = kept;
        return known != null && known.Keys[0] == symbol && known.Positions![0] == position ? known : kept = new Shape([symbol], [position]);
    }

    /// <summary>Symbols are given out anew in each session.</summary>
    internal static void ForgetShared()
    {
        Array.Clear(s_shared);
        Array.Clear(s_single);
        Array.Clear(s_plans);
    }

    public int Count => Keys.Length;

    /// <summary>Indexes into <see cref="Keys"/> in the bytewise order of the names; computed once.</summary>
    public int[] ByName => _byName ??= SortByName();

    public Shape WithoutPositions => Positions == null ? this : _withoutPositions ??= new Shape(Keys, null) { _byName = _byName };

    /// <summary>The index of a key, or -1.</summary>
    public int IndexOf(int symbol)
    {
        int[] keys = Keys;
        int low = 0, high = keys.Length - 1;
        if (high >= SmallestGuess)
        {
            // Names that first occurred together have numbers in a row: most are where the number says.
            int guess = symbol - keys[0];
            if ((uint)guess <= (uint)high && keys[guess] == symbol)
            {
                return guess;
            }
        }

        while (low <= high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            int key = keys[middle];
            if (key == symbol)
            {
                return middle;
            }

            if (key < symbol)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    public int PositionAt(int index) => Positions == null ? 0 : Positions[index];

    /// <summary>How the sets of two shapes merge; the plans for the last few right sides are kept. Null for large shapes: those that grow step
    /// by step would each keep the next one alive.</summary>
    internal MergePlan? PlanUpdate(Shape right)
    {
        MergePlan? last = _lastPlan;
        if (ReferenceEquals(last?.Right, right))
        {
            return last;
        }

        if (Keys.Length + right.Keys.Length > LargestKeptPlan)
        {
            return null;
        }

        return _lastPlan = KeptPlan(right);
    }

    private MergePlan KeptPlan(Shape right)
    {
        ref MergePlan? kept = ref s_plans[Place(_number, right._number)];
        MergePlan? known = kept;
        return known != null && ReferenceEquals(known.Left, this) && ReferenceEquals(known.Right, right) ? known : kept = MergePlan.Make(this, right);
    }

    private static uint Place(int a, int b) => ((((uint)a * 31) + (uint)b) * 2654435769) >> (32 - KeptBits);

    /// <summary>What the set of another shape has of these names; the last plan is kept: that of <c>callPackage</c> and its set of packages.</summary>
    internal SelectionPlan PlanIntersect(Shape from)
    {
        SelectionPlan? last = _lastIntersect;
        return ReferenceEquals(last?.From, from) ? last : _lastIntersect = SelectionPlan.Named(this, from);
    }

    /// <summary>The set without some of its attributes; the last plan is kept, for code that removes the same names again and again.</summary>
    /// <param name="indexes">In ascending order.</param>
    internal SelectionPlan PlanRemoval(ReadOnlySpan<int> indexes)
    {
        SelectionPlan? last = _lastRemoval;
        return last != null && indexes.SequenceEqual(last.Removed) ? last : _lastRemoval = SelectionPlan.Without(this, indexes.ToArray());
    }

    /// <summary>The same keys, written at other places.</summary>
    internal Shape WithPositions(int[]? positions) => new(Keys, positions) { _byName = _byName };

    /// <summary>By the first eight bytes as one number, which tells most names apart; then those that begin alike.</summary>
    private int[] SortByName()
    {
        var order = new int[Keys.Length];
        var beginnings = new ulong[Keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            beginnings[i] = BeginningOf(Symbols.Name(Keys[i]));
        }

        RadixSort.Sort(beginnings, order);
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && beginnings[to] == beginnings[from]; to++)
            {
            }

            if (to - from > 1)
            {
                order.AsSpan(from, to - from).Sort((x, y) => Symbols.Compare(Keys[x], Keys[y]));
            }
        }

        return order;
    }

    private static ulong BeginningOf(string name)
    {
        if (name.Length >= sizeof(ulong))
        {
            Vector128<ushort> first = Vector128.LoadUnsafe(ref Unsafe.As<char, ushort>(ref Unsafe.AsRef(in name.GetPinnableReference())));
            return BinaryPrimitives.ReverseEndianness(Vector128.Narrow(first, first).AsUInt64().ToScalar());
        }

        ulong beginning = 0;
        foreach (char c in name)
        {
            beginning = (beginning << 8) | c;
        }

        return name.Length == 0 ? 0 : beginning << (8 * (sizeof(ulong) - name.Length));
    }
}
