namespace Tvix.Aot.Runtime;

/// <summary>The shape of <c>left // right</c>, and for each of its keys where the value comes from.</summary>
internal sealed class MergePlan
{
    public readonly Shape Result;

    public readonly Shape Left;

    public readonly Shape Right;

    /// <summary>An index into the left values, or the complement of one into the right values.</summary>
    public readonly int[] Sources;

    private MergePlan(Shape result, Shape left, Shape right, int[] sources)
    {
        Result = result;
        Left = left;
        Right = right;
        Sources = sources;
    }

    public static MergePlan Make(Shape left, Shape right)
    {
        int[] a = left.Keys, b = right.Keys;
        var keys = new int[CountUnion(a, b)];
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

        return new MergePlan(new Shape(keys, Positions(left, right, sources)), left, right, sources);
    }

    private static int CountUnion(int[] a, int[] b)
    {
        int i = 0, j = 0, both = 0;
        while (i < a.Length && j < b.Length)
        {
            int x = a[i], y = b[j];
            both += x == y ? 1 : 0;
            i += x <= y ? 1 : 0;
            j += y <= x ? 1 : 0;
        }

        return a.Length + b.Length - both;
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
