using System;

namespace Tvix.Aot.Runtime;

/// <summary>The shape of <c>intersectAttrs names from</c>, and where its values lie in <c>from</c>.</summary>
internal sealed class IntersectPlan
{
    /// <summary>The keys of the other set, which this plan is for.</summary>
    public readonly Shape From;

    public readonly Shape Result;

    public readonly int[] Sources;

    public IntersectPlan(Shape names, Shape from)
    {
        From = from;
        var sources = new int[Math.Min(names.Count, from.Count)];
        int count = names.Count <= from.Count ? Look(names, from, sources) : LookBack(names, from, sources);
        Array.Resize(ref sources, count);
        Sources = sources;
        var keys = new int[count];
        int[]? positions = from.Positions == null ? null : new int[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = from.Keys[sources[i]];
            if (positions != null)
            {
                positions[i] = from.Positions![sources[i]];
            }
        }

        Result = positions == null ? Shape.Of(keys) : new Shape(keys, positions);
    }

    /// <summary>Each of a few names in many.</summary>
    private static int Look(Shape names, Shape from, int[] sources)
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
    private static int LookBack(Shape names, Shape from, int[] sources)
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
