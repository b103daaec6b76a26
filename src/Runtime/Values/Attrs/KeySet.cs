using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Threading;

namespace Tvix.Aot.Runtime;

/// <summary>
/// The names of attribute sets, as sorted symbols. Sets with the same few names have the same key set, wherever they were written, as far
/// as a table remembers: so what was found out for one of them (its order by name, plans of updates, where arguments lie) serves the others.
/// </summary>
internal sealed class KeySet
{
    /// <summary>More names than that are not looked for: sets that grow step by step would each be compared with what they were.</summary>
    internal const int LargestShared = 64;

    private static readonly KeySet?[] s_known = new KeySet?[PairTable.Size];
    private static int s_count;

    public readonly int[] Keys;

    /// <summary>A bit for the last six bits of each symbol: most names that are not there have another one.</summary>
    internal readonly ulong Present;

    /// <summary>For tables; not unique where several threads make some.</summary>
    internal readonly int Number = s_count++;

    /// <summary>The last attributes that were selected by these names, and the last that were left of them.</summary>
    internal SelectionPlan? Selection, Removal;

    private int[]? _byName;
    private Shape? _plain;

    private KeySet(int[] keys)
    {
        Keys = keys;
        Present = PresentIn(keys);
    }

    // Of many names nearly every bit would be there.
    private static ulong PresentIn(int[] keys)
    {
        if (keys.Length > LargestShared)
        {
            return ulong.MaxValue;
        }

        ulong present = 0;
        foreach (int key in keys)
        {
            present |= 1UL << key;
        }

        return present;
    }

    /// <param name="sorted">Sorted symbols, without repetition. The key set may keep the array.</param>
    public static KeySet Of(int[] sorted) =>
        sorted.Length > LargestShared ? new KeySet(sorted) : Known(sorted, out int at) ?? Remember(sorted, at);

    /// <inheritdoc cref="Of(int[])"/>
    public static KeySet Of(ReadOnlySpan<int> sorted) =>
        sorted.Length > LargestShared ? new KeySet(sorted.ToArray()) : Known(sorted, out int at) ?? Remember(sorted.ToArray(), at);

    private static KeySet? Known(ReadOnlySpan<int> sorted, out int at)
    {
        at = PairTable.Place(sorted, 0);
        KeySet? known = Volatile.Read(ref s_known[at]);
        return known != null && sorted.SequenceEqual(known.Keys) ? known : null;
    }

    private static KeySet Remember(int[] sorted, int at) => s_known[at] = new KeySet(sorted);

    /// <summary>Symbols are given out anew in each session.</summary>
    internal static void ForgetAll() => Array.Clear(s_known);

    public bool IsLarge => Keys.Length > LargestShared;

    /// <summary>The shape of sets with these names that stand nowhere in a text.</summary>
    public Shape Plain => _plain ??= new Shape(this);

    /// <summary>Indexes into <see cref="Keys"/> in the bytewise order of the names; computed once.</summary>
    public int[] ByName => _byName ??= SortByName();

    /// <summary>By the first eight bytes as one number, which tells most names apart; then those that begin alike.</summary>
    private int[] SortByName()
    {
        var order = new int[Keys.Length];
        Span<ulong> beginnings = IsLarge ? new ulong[Keys.Length] : stackalloc ulong[LargestShared];
        beginnings = beginnings[..Keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            beginnings[i] = BeginningOf(Symbols.Name(Keys[i]));
        }

        RadixSort.Sort(beginnings, order);
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && beginnings[to] == beginnings[from]; to++)
            {
            }

            if (to - from > 1)
            {
                SortAlike(order.AsSpan(from, to - from));
            }
        }

        return order;
    }

    // Apart, because what it captures would be made for each key set.
    private void SortAlike(Span<int> order) => order.Sort((x, y) => Symbols.Compare(Keys[x], Keys[y]));

    private static ulong BeginningOf(string name)
    {
        if (name.Length >= sizeof(ulong))
        {
            Vector128<ushort> first = Vector128.LoadUnsafe(ref Unsafe.As<char, ushort>(ref Unsafe.AsRef(in name.GetPinnableReference())));
            return BinaryPrimitives.ReverseEndianness(Vector128.Narrow(first, first).AsUInt64().ToScalar());
        }

        ulong beginning = 0;
        foreach (char c in name)
        {
            beginning = (beginning << 8) | c;
        }

        return name.Length == 0 ? 0 : beginning << (8 * (sizeof(ulong) - name.Length));
    }
}
