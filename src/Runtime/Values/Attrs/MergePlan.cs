using System;

namespace Tvix.Aot.Runtime;

/// <summary>How two sets of few names merge: the names of <c>left // right</c>, and for each of them where the value comes from.</summary>
internal sealed class MergePlan
{
    /// <summary>As many names as both sides may have together.</summary>
    public const int Largest = 64;

    private const byte FromRight = 0x80;

    private static readonly MergePlan?[] s_known = new MergePlan?[PairTable.Size];

    private readonly KeySet _left;
    private readonly KeySet _right;

    // An index, and which side it is of.
    private readonly byte[] _sources;

    private MergePlan(KeySet left, KeySet right, KeySet result, ReadOnlySpan<byte> sources)
    {
        _left = left;
        _right = right;
        Result = result;
        _sources = sources.ToArray();
    }

    public KeySet Result { get; }

    /// <returns>Null for many names: sets that grow step by step would have a plan for each step.</returns>
    public static MergePlan? Of(KeySet left, KeySet right)
    {
        if (left.Keys.Length + right.Keys.Length > Largest)
        {
            return null;
        }

        ref MergePlan? kept = ref s_known[PairTable.Place(left.Number, right.Number)];
        MergePlan? known = kept;
        return known != null && ReferenceEquals(known._left, left) && ReferenceEquals(known._right, right) ? known : kept = Make(left, right);
    }

    internal static void ForgetAll() => Array.Clear(s_known);

    public bool IsFromRight(int index) => _sources[index] >= FromRight;

    /// <summary>The index on its side.</summary>
    public int SourceOf(int index) => _sources[index] & ~FromRight;

    /// <summary>Puts the values together.</summary>
    public void Merge(ReadOnlySpan<Slot> left, ReadOnlySpan<Slot> right, Span<Slot> result)
    {
        byte[] sources = _sources;
        for (int i = 0; i < sources.Length; i++)
        {
            int s = sources[i];
            result[i] = s >= FromRight ? right[s & ~FromRight] : left[s];
        }
    }

    private static MergePlan Make(KeySet left, KeySet right)
    {
        int[] a = left.Keys, b = right.Keys;
        Span<int> keys = stackalloc int[Largest];
        Span<byte> sources = stackalloc byte[Largest];
        int i = 0, j = 0, n = 0;
        while (i < a.Length || j < b.Length)
        {
            bool takeRight = i == a.Length || (j < b.Length && b[j] <= a[i]);
            if (!takeRight)
            {
                (keys[n], sources[n]) = (a[i], (byte)i);
                i++;
            }
            else
            {
                i += i < a.Length && a[i] == b[j] ? 1 : 0;
                (keys[n], sources[n]) = (b[j], (byte)(j | FromRight));
                j++;
            }

            n++;
        }

        return new MergePlan(left, right, KeySet.Of(keys[..n]), sources[..n]);
    }
}
