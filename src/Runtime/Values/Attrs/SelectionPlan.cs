using System;

namespace Tvix.Aot.Runtime;

/// <summary>Some of the attributes of sets of one shape: the shape that they have, and where their values lie.</summary>
internal sealed class SelectionPlan
{
    private readonly Shape _result;
    private readonly int[] _sources;

    private SelectionPlan(Shape from, int[] sources)
    {
        From = from;
        _sources = sources;
        var keys = new int[sources.Length];
        int[]? positions = from.Positions == null ? null : new int[sources.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            keys[i] = from.Keys[sources[i]];
            if (positions != null)
            {
                positions[i] = from.Positions![sources[i]];
            }
        }

        _result = positions == null ? Shape.Of(keys) : new Shape(keys, positions);
    }

    /// <summary>The shape of the sets that this plan is for.</summary>
    public Shape From { get; }

    /// <summary>The indexes that it leaves out, where it was made of them.</summary>
    public int[] Removed { get; private init; } = [];

    /// <summary>Those that have one of these names: <c>intersectAttrs</c>.</summary>
    public static SelectionPlan Named(Shape names, Shape from)
    {
        const int Few = 64;
        int most = Math.Min(names.Count, from.Count);
        Span<int> sources = most <= Few ? stackalloc int[Few] : new int[most];
        int count = names.Count <= from.Count ? Look(names, from, sources) : LookBack(names, from, sources);
        return new SelectionPlan(from, sources[..count].ToArray());
    }

    /// <summary>All but some: <c>removeAttrs</c>.</summary>
    /// <param name="removed">Their indexes, in ascending order.</param>
    public static SelectionPlan Without(Shape from, int[] removed)
    {
        var sources = new int[from.Count - removed.Length];
        for (int i = 0, passed = 0; i < from.Count; i++)
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
        var result = new NixAttrs(_result);
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
