using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Sorts many numbers byte by byte, from the last to the first; bytes that are the same in all of them cost nothing. Stable. Few numbers are
/// sorted by comparing them.
/// </summary>
internal static class RadixSort
{
    private const int Fewest = 512;
    private const int Values = 256;

    /// <summary>Sorts numbers, and the items that belong to them in the same way.</summary>
    public static void Sort(Span<ulong> numbers, Span<int> items)
    {
        if (numbers.Length < Fewest)
        {
            numbers.Sort(items);
            return;
        }

        SortMany(numbers, items, 0);
    }

    /// <summary>Sorts numbers by their upper halves; the lower ones tell the order in which they come, and ascend.</summary>
    public static void SortByUpperHalf(Span<long> numbers)
    {
        if (numbers.Length < Fewest)
        {
            SortFew(numbers);
            return;
        }

        SortMany(MemoryMarshal.Cast<long, ulong>(numbers), [], 32);
    }

    /// <param name="items">One for each number, or none.</param>
    /// <param name="lowest">The bits that the numbers are sorted by begin here.</param>
    private static void SortMany(Span<ulong> numbers, Span<int> items, int lowest)
    {
        ulong[] otherNumbers = ArrayPool<ulong>.Shared.Rent(numbers.Length);
        int[] otherItems = ArrayPool<int>.Shared.Rent(items.Length);
        Span<ulong> from = numbers, to = otherNumbers.AsSpan(0, numbers.Length);
        Span<int> itemsFrom = items, itemsTo = otherItems.AsSpan(0, items.Length);
        Span<int> places = stackalloc int[Values];
        for (int shift = lowest; shift < 64; shift += 8)
        {
            if (!TryCount(from, shift, places))
            {
                continue;
            }

            for (int i = 0; i < from.Length; i++)
            {
                int place = places[(byte)(from[i] >> shift)]++;
                to[place] = from[i];
                if (!items.IsEmpty)
                {
                    itemsTo[place] = itemsFrom[i];
                }
            }

            Span<ulong> sorted = to;
            to = from;
            from = sorted;
            Span<int> sortedItems = itemsTo;
            itemsTo = itemsFrom;
            itemsFrom = sortedItems;
        }

        from.CopyTo(numbers);
        itemsFrom.CopyTo(items);
        ArrayPool<ulong>.Shared.Return(otherNumbers);
        ArrayPool<int>.Shared.Return(otherItems);
    }

    /// <summary>Where the numbers with each value of a byte begin; false when all have the same one.</summary>
    private static bool TryCount(ReadOnlySpan<ulong> numbers, int shift, Span<int> places)
    {
        places.Clear();
        foreach (ulong number in numbers)
        {
            places[(byte)(number >> shift)]++;
        }

        if (places[(byte)(numbers[0] >> shift)] == numbers.Length)
        {
            return false;
        }

        int sum = 0;
        foreach (ref int place in places)
        {
            (place, sum) = (sum, sum + place);
        }

        return true;
    }

    // Sorting a span makes a delegate each time; most are short, and nearly sorted.
    private static void SortFew(Span<long> numbers)
    {
        const int Inserted = 32;
        if (numbers.Length > Inserted)
        {
            numbers.Sort();
            return;
        }

        for (int i = 1; i < numbers.Length; i++)
        {
            long next = numbers[i];
            int at = i;
            for (; at > 0 && numbers[at - 1] > next; at--)
            {
                numbers[at] = numbers[at - 1];
            }

            numbers[at] = next;
        }
    }
}
