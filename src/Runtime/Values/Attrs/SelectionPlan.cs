using System;

namespace Tvix.Aot.Runtime;

/// <summary>Some of the attributes of sets of one key set: their names, and where their values lie.</summary>
internal sealed class SelectionPlan
{
    private static readonly SelectionPlan?[] s_named = new SelectionPlan?[PairTable.Size];
    private static readonly SelectionPlan?[] s_without = new SelectionPlan?[PairTable.Size];

    private readonly KeySet _from;
    private readonly int[] _sources;

    private SelectionPlan(KeySet from, int[] sources)
    {
        _from = from;
        _sources = sources;
        Result = KeySet.Of(Array.ConvertAll(sources, s => from.Keys[s]));
    }

    public KeySet Result { get; }

    // What it was made of: names, or the indexes that it leaves out.
    private KeySet? Names { get; init; }

    private int[] Removed { get; init; } = [];

    internal static void ForgetAll()
    {
        Array.Clear(s_named);
        Array.Clear(s_without);
    }

    /// <summary>Those that have one of these names: <c>intersectAttrs</c>.</summary>
    public static SelectionPlan Named(Shape names, Shape from)
    {
        ref SelectionPlan? kept = ref s_named[PairTable.Place(names.KeySet.Number, from.KeySet.Number)];
        SelectionPlan? known = kept;
        return known != null && ReferenceEquals(known._from, from.KeySet) && ReferenceEquals(known.Names, names.KeySet)
            ? known : kept = MakeNamed(names, from);
    }

    /// <summary>All but some: <c>removeAttrs</c>.</summary>
    /// <param name="from">The names of all.</param>
    /// <param name="removed">The indexes of some, in ascending order.</param>
    public static SelectionPlan Without(KeySet from, ReadOnlySpan<int> removed)
    {
        ref SelectionPlan? kept = ref s_without[PairTable.Place(removed, from.Number)];
        SelectionPlan? known = kept;
        return known != null && ReferenceEquals(known._from, from) && removed.SequenceEqual(known.Removed)
            ? known : kept = MakeWithout(from, removed.ToArray());
    }

    /// <summary>The index in the whole set.</summary>
    public int SourceOf(int index) => _sources[index];

    private static SelectionPlan MakeNamed(Shape names, Shape from)
    {
        const int Few = 64;
        int most = Math.Min(names.Count, from.Count);
        Span<int> sources = most <= Few ? stackalloc int[Few] : new int[most];
        int count = names.Count <= from.Count ? Look(names, from, sources) : LookBack(names, from, sources);
        return new SelectionPlan(from.KeySet, sources[..count].ToArray()) { Names = names.KeySet };
    }

    private static SelectionPlan MakeWithout(KeySet from, int[] removed)
    {
        var sources = new int[from.Keys.Length - removed.Length];
        for (int i = 0, passed = 0; i < from.Keys.Length; i++)
        {
            if (passed < removed.Length && removed[passed] == i)
            {
                passed++;
            }
            else
            {
                sources[i - passed] = i;
            }
        }

        return new SelectionPlan(from, sources) { Removed = removed };
    }

    /// <summary>The set of these attributes.</summary>
    public NixAttrs Take(NixAttrs set)
    {
        var result = new NixAttrs(set.Shape.OfSelection(this));
        ReadOnlySpan<Slot> values = set.Values;
        Span<Slot> taken = result.Values;
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = values[_sources[i]];
        }

        return result;
    }

    /// <summary>Each of a few names in many.</summary>
    private static int Look(Shape names, Shape from, Span<int> sources)
    {
        int count = 0;
        foreach (int key in names.Keys)
        {
            int at = from.IndexOf(key);
            if (at >= 0)
            {
                sources[count++] = at;
            }
        }

        return count;
    }

    /// <summary>Each of the few attributes among many names.</summary>
    private static int LookBack(Shape names, Shape from, Span<int> sources)
    {
        int count = 0;
        for (int i = 0; i < from.Keys.Length; i++)
        {
            if (names.IndexOf(from.Keys[i]) >= 0)
            {
                sources[count++] = i;
            }
        }

        return count;
    }
}
