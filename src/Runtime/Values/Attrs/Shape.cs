using System;

namespace Tvix.Aot.Runtime;

/// <summary>
/// The keys of attribute sets (sorted symbols) and where each was written. Shared by all sets that come from the
/// same literal, from mapAttrs, or from the same update.
/// </summary>
public sealed class Shape
{
    public static readonly Shape Empty = new([], null);

    public readonly int[] Keys;
    public readonly int[]? Positions;

    private const int LargestKeptPlan = 64;

    private int[]? _byName;
    private Shape? _withoutPositions;
    private Shape? _lastRight;
    private MergePlan? _lastPlan;

    public Shape(int[] sortedKeys, int[]? positions)
    {
        Keys = sortedKeys;
        Positions = positions;
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

    /// <summary>How the sets of two shapes merge; the plan for the last right side is kept.</summary>
    internal MergePlan PlanUpdate(Shape right)
    {
        if (ReferenceEquals(_lastRight, right))
        {
            return _lastPlan!;
        }

        var plan = MergePlan.Make(this, right);
        // Shapes that grow step by step would each keep the next one alive.
        if (plan.Sources.Length <= LargestKeptPlan)
        {
            _lastRight = right;
            _lastPlan = plan;
        }

        return plan;
    }

    private int[] SortByName()
    {
        var names = new string[Keys.Length];
        var order = new int[Keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            names[i] = Symbols.Name(Keys[i]);
        }

        Array.Sort(names, order, StringComparer.Ordinal);
        return order;
    }
}

/// <summary>The shape of <c>left // right</c>, and for each of its keys where the value comes from.</summary>
internal sealed class MergePlan
{
    public readonly Shape Result;

    /// <summary>An index into the left values, or the complement of one into the right values.</summary>
    public readonly int[] Sources;

    private MergePlan(Shape result, int[] sources)
    {
        Result = result;
        Sources = sources;
    }

    public static MergePlan Make(Shape left, Shape right)
    {
        int[] a = left.Keys, b = right.Keys;
        var keys = new int[a.Length + b.Length];
        var sources = new int[keys.Length];
        int i = 0, j = 0, n = 0;
        while (i < a.Length || j < b.Length)
        {
            bool takeRight = i == a.Length || (j < b.Length && b[j] <= a[i]);
            if (!takeRight)
            {
                (keys[n], sources[n]) = (a[i], i);
                i++;
            }
            else
            {
                i += i < a.Length && a[i] == b[j] ? 1 : 0;
                (keys[n], sources[n]) = (b[j], ~j);
                j++;
            }

            n++;
        }

        Array.Resize(ref keys, n);
        Array.Resize(ref sources, n);
        return new MergePlan(new Shape(keys, Positions(left, right, sources)), sources);
    }

    private static int[]? Positions(Shape left, Shape right, int[] sources)
    {
        if (left.Positions == null && right.Positions == null)
        {
            return null;
        }

        var positions = new int[sources.Length];
        for (int k = 0; k < positions.Length; k++)
        {
            int s = sources[k];
            positions[k] = s >= 0 ? left.PositionAt(s) : right.PositionAt(~s);
        }

        return positions;
    }
}
