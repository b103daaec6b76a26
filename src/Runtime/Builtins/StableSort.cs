using System;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// A stable merge sort that uses insertion sort on short runs, as Nix's sort.hh does: comparators that trace, or that
/// are not orders, see the same calls there. Never fails on inconsistent comparators.
/// </summary>
internal static class StableSort
{
    private const int InsertionLength = 16;

    public static void Sort(Slot[] items, Func<Value, Value, bool> less) => Sort(items, new Slot[items.Length], 0, items.Length, less);

    private static void Sort(Slot[] items, Slot[] spare, int begin, int end, Func<Value, Value, bool> less)
    {
        if (end - begin <= InsertionLength)
        {
            Insert(items, begin, end, less);
            return;
        }

        int middle = begin + ((end - begin) / 2);
        Sort(items, spare, begin, middle, less);
        Sort(items, spare, middle, end, less);
        if (less(items[middle].V, items[middle - 1].V))
        {
            Merge(items, spare, begin, middle, end, less);
        }
    }

    private static void Insert(Slot[] items, int begin, int end, Func<Value, Value, bool> less)
    {
        for (int i = begin + 1; i < end; i++)
        {
            for (int j = i; j > begin && less(items[j].V, items[j - 1].V); j--)
            {
                (items[j], items[j - 1]) = (items[j - 1], items[j]);
            }
        }
    }

    private static void Merge(Slot[] items, Slot[] spare, int begin, int middle, int end, Func<Value, Value, bool> less)
    {
        Array.Copy(items, begin, spare, begin, middle - begin);
        int left = begin, right = middle, to = begin;
        while (left < middle && right < end)
        {
            items[to++] = less(items[right].V, spare[left].V) ? items[right++] : spare[left++];
        }

        Array.Copy(spare, left, items, to, middle - left);
    }
}
