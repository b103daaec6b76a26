using System;

namespace Tvix.Aot.Runtime;

/// <summary><c>//</c> of two sets of which one is large: in one pass over the keys, into arrays of the right length.</summary>
internal static class LargeMerge
{
    public static NixAttrs Run(Shape left, ReadOnlySpan<Slot> leftValues, Shape right, ReadOnlySpan<Slot> rightValues)
    {
        int added = CountAdded(left.Keys, right.Keys);
        if (added == 0)
        {
            return Overwrite(left, leftValues, right, rightValues);
        }

        var target = new Target(left.Keys.Length + added, left.HasPositions || right.HasPositions);
        int[] a = left.Keys, b = right.Keys;
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            // What one side has before the next key of the other goes over in one piece.
            if (a[i] < b[j])
            {
                int end = LowerBound(a, i + 1, b[j]);
                target.Take(left, leftValues, i, end - i);
                i = end;
            }
            else
            {
                int end = LowerBound(b, j, a[i]);
                bool isSame = end < b.Length && b[end] == a[i];
                end += isSame ? 1 : 0;
                i += isSame ? 1 : 0;
                target.Take(right, rightValues, j, end - j);
                j = end;
            }
        }

        target.Take(left, leftValues, i, a.Length - i);
        target.Take(right, rightValues, j, b.Length - j);
        return new NixAttrs(target.Positions == null ? Shape.Of(target.Keys) : new Shape(target.Keys, target.Positions), target.Values);
    }

    private struct Target
    {
        public readonly int[] Keys;
        public readonly Slot[] Values;
        public readonly int[]? Positions;
        private int _count;

        public Target(int count, bool hasPositions)
        {
            Keys = new int[count];
            Values = new Slot[count];
            Positions = hasPositions ? new int[count] : null;
        }

        public void Take(Shape shape, ReadOnlySpan<Slot> values, int from, int length)
        {
            const int Short = 4;
            if (length <= Short)
            {
                for (int k = from; k < from + length; k++)
                {
                    Keys[_count] = shape.Keys[k];
                    Values[_count] = values[k];
                    if (Positions != null)
                    {
                        Positions[_count] = shape.PositionAt(k);
                    }

                    _count++;
                }

                return;
            }

            Array.Copy(shape.Keys, from, Keys, _count, length);
            values.Slice(from, length).CopyTo(Values.AsSpan(_count));
            if (Positions != null && shape.HasPositions)
            {
                shape.CopyPositions(from, Positions.AsSpan(_count, length));
            }

            _count += length;
        }
    }

    /// <summary>How many keys of the right side the left one lacks.</summary>
    private static int CountAdded(int[] left, int[] right)
    {
        int added = 0, at = 0;
        foreach (int key in right)
        {
            at = LowerBound(left, at, key);
            added += at < left.Length && left[at] == key ? 0 : 1;
        }

        return added;
    }

    /// <summary>No new key: the keys and their order by name stay.</summary>
    private static NixAttrs Overwrite(Shape left, ReadOnlySpan<Slot> leftValues, Shape right, ReadOnlySpan<Slot> rightValues)
    {
        Slot[] values = leftValues.ToArray();
        int[]? positions = left.HasPositions || right.HasPositions ? new int[values.Length] : null;
        if (positions != null && left.HasPositions)
        {
            left.CopyPositions(0, positions);
        }

        int at = 0;
        for (int j = 0; j < right.Keys.Length; j++)
        {
            at = LowerBound(left.Keys, at, right.Keys[j]);
            values[at] = rightValues[j];
            if (positions != null)
            {
                positions[at] = right.PositionAt(j);
            }
        }

        return new NixAttrs(positions == null ? left : new Shape(left.KeySet, positions), values);
    }

    /// <summary>The first index, from a place on, whose key is not smaller; near ones are found soon.</summary>
    private static int LowerBound(int[] keys, int from, int key)
    {
        int step = 1, low = from, high = from;
        while (high < keys.Length && keys[high] < key)
        {
            low = high + 1;
            high += step;
            step *= 2;
        }

        high = Math.Min(high, keys.Length);
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (keys[middle] < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
