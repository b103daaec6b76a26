using System;

namespace Tvix.Aot.Runtime;

/// <summary>Some of the attributes of sets of one key set: their names, and where their values lie.</summary>
internal sealed class SelectionPlan
{
    private readonly KeySet _from;
    private readonly int[] _sources;

    private SelectionPlan(KeySet from, int[] sources)
    {
        _from = from;
        _sources = sources;
        var keys = new int[sources.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = from.Keys[sources[i]];
        }

        Result = KeySet.Of(keys);
    }

    public KeySet Result { get; }

    // What it leaves out, where it was made of that.
    private int[] Removed { get; init; } = [];

    /// <summary>Those that have one of these names: <c>intersectAttrs</c>. The last plan is kept: that of <c>callPackage</c> and its set of packages.</summary>
    public static SelectionPlan Named(Shape names, Shape from)
    {
        ref SelectionPlan? kept = ref names.KeySet.Selection;
        SelectionPlan? known = kept;
        return ReferenceEquals(known?._from, from.KeySet) ? known : kept = MakeNamed(names, from);
    }

    /// <summary>All but some: <c>removeAttrs</c>. For few names the last plan is kept, for code that removes the same ones again and again.</summary>
    /// <param name="from">The names of all.</param>
    /// <param name="removed">The indexes of some, in ascending order.</param>
    public static SelectionPlan Without(KeySet from, ReadOnlySpan<int> removed)
    {
        if (from.IsLarge)
        {
            return MakeWithout(from, removed.ToArray());
        }

        ref SelectionPlan? kept = ref from.Removal;
        SelectionPlan? known = kept;
        return known != null && removed.SequenceEqual(known.Removed) ? known : kept = MakeWithout(from, removed.ToArray());
    }

    /// <summary>The index in the whole set.</summary>
    public int SourceOf(int index) => _sources[index];

    private static SelectionPlan MakeNamed(Shape names, Shape from)
    {
        const int Few = 64;
        int most = Math.Min(names.Count, from.Count);
        Span<int> sources = most <= Few ? stackalloc int[Few] : new int[most];
        int count = names.Count <= from.Count ? Look(names, from, sources) : LookBack(names, from, sources);
        return new SelectionPlan(from.KeySet, sources[..count].ToArray());
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
