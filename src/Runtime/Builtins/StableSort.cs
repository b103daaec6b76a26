using System;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// Peeksort, as Nix's sort.hh has it: a stable merge sort that makes use of runs that are there, with insertion sort for short
/// pieces. Comparators that trace, or that are no orders, see the same calls here as there. Never fails on inconsistent comparators.
/// </summary>
/// <remarks>Indexes as in the original: ranges are from <c>begin</c> up to but not with <c>end</c>.</remarks>
internal sealed class StableSort
{
    private const int InsertionLength = 16;

    private readonly Slot[] _items;
    private readonly Slot[] _spare;
    private readonly Func<Value, Value, bool> _less;

    private StableSort(Slot[] items, Func<Value, Value, bool> less)
    {
        _items = items;
        _spare = new Slot[items.Length];
        _less = less;
    }

    public static void Sort(Slot[] items, Func<Value, Value, bool> less)
    {
        if (items.Length > 1)
        {
            new StableSort(items, less).Sort(0, items.Length, 0, items.Length);
        }
    }

    private bool Less(int a, int b) => _less(_items[a].V, _items[b].V);

    /// <summary>Sorts a range of which the first and the last part are sorted already.</summary>
    private void Sort(int begin, int end, int leftRunEnd, int rightRunBegin)
    {
        if (leftRunEnd == end || rightRunBegin == begin)
        {
            return;
        }

        if (end - begin <= InsertionLength)
        {
            Insert(begin, end);
            return;
        }

        int middle = begin + ((end - begin) / 2);
        if (middle <= leftRunEnd)
        {
            Sort(leftRunEnd, end, leftRunEnd + 1, rightRunBegin);
            Merge(begin, leftRunEnd, end);
        }
        else if (middle >= rightRunBegin)
        {
            Sort(begin, rightRunBegin, leftRunEnd, rightRunBegin - 1);
            Merge(begin, rightRunBegin, end);
        }
        else
        {
            SortAroundRun(begin, end, leftRunEnd, rightRunBegin, middle);
        }
    }

    /// <summary>Finds the run that the middle lies in, sorts what is on its sides, and merges.</summary>
    private void SortAroundRun(int begin, int end, int leftRunEnd, int rightRunBegin, int middle)
    {
        bool decreasing = Less(middle, middle - 1);
        int from = RunBegin(leftRunEnd, middle, decreasing), to = RunEnd(middle - 1, rightRunBegin, decreasing);
        if (decreasing)
        {
            Array.Reverse(_items, from, to - from);
        }

        if (from == begin && to == end)
        {
            return;
        }

        if (middle - from < to - middle)
        {
            Sort(begin, from, leftRunEnd, from - 1);
            Sort(from, end, to, rightRunBegin);
            Merge(begin, from, end);
        }
        else
        {
            Sort(begin, to, leftRunEnd, from);
            Sort(to, end, to + 1, rightRunBegin);
            Merge(begin, to, end);
        }
    }

    private int RunBegin(int begin, int end, bool decreasing)
    {
        if (begin == end)
        {
            return end;
        }

        while (end - 1 > begin && Less(end - 1, end - 2) == decreasing)
        {
            end--;
        }

        return end - 1;
    }

    private int RunEnd(int begin, int end, bool decreasing)
    {
        if (begin == end)
        {
            return begin;
        }

        while (begin + 1 != end && Less(begin + 1, begin) == decreasing)
        {
            begin++;
        }

        return begin + 1;
    }

    private void Insert(int begin, int end)
    {
        for (int i = begin + 1; i < end; i++)
        {
            for (int j = i; j > begin && Less(j, j - 1); j--)
            {
                (_items[j], _items[j - 1]) = (_items[j - 1], _items[j]);
            }
        }
    }

    private void Merge(int begin, int middle, int end)
    {
        Array.Copy(_items, begin, _spare, begin, end - begin);
        int left = begin, right = middle, at = begin;
        while (left < middle && right < end)
        {
            _items[at++] = _less(_spare[right].V, _spare[left].V) ? _spare[right++] : _spare[left++];
        }

        Array.Copy(_spare, left, _items, at, middle - left);
        at += middle - left;
        Array.Copy(_spare, right, _items, at, end - right);
    }
}
