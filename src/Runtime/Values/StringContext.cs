using System;
using System.Collections.Generic;
using System.Threading;

namespace Tvix.Aot.Runtime;

/// <summary>
/// The store paths that a string refers to, sorted and without duplicates. An element is written as Nix writes it:
/// <c>/nix/store/…</c> (opaque), <c>=/nix/store/….drv</c> (the derivation and all its outputs),
/// <c>!out!/nix/store/….drv</c> (one output). A union of large contexts is put off until somebody asks for the
/// elements, so that joining n strings costs O(n log n).
/// </summary>
public sealed class StringContext
{
    // Up to this many elements a union is made at once: most contexts are small and equal.
    private const int SmallUnion = 24;

    private string[]? _elements;
    private StringContext? _left;
    private StringContext? _right;

    // Elements in the leaves, equal ones counted each time; and in the largest leaf.
    private readonly int _weight;
    private readonly int _largest;

    private StringContext(string[] elements)
    {
        _elements = elements;
        _weight = _largest = elements.Length;
    }

    private StringContext(StringContext left, StringContext right)
    {
        _left = left;
        _right = right;
        _weight = left._weight + right._weight;
        _largest = Math.Max(left._largest, right._largest);
    }

    public IReadOnlyList<string> Elements => _elements ?? Flatten();

    public static StringContext Of(string element) => new([element]);

    /// <summary>Null for no elements: a string without context has none.</summary>
    public static StringContext? FromElements(IEnumerable<string> elements)
    {
        var sorted = new SortedSet<string>(elements, StringComparer.Ordinal);
        if (sorted.Count == 0)
        {
            return null;
        }

        var array = new string[sorted.Count];
        sorted.CopyTo(array);
        return new StringContext(array);
    }

    /// <summary>Both; the same object when one holds the other and that is cheap to see.</summary>
    public static StringContext? Union(StringContext? a, StringContext? b)
    {
        if (a == null || ReferenceEquals(a, b))
        {
            return b;
        }

        if (b == null)
        {
            return a;
        }

        if (a._elements is { } left && b._elements is { } right && left.Length + right.Length <= SmallUnion)
        {
            return IsSubset(right, left) ? a : IsSubset(left, right) ? b : new StringContext(Merge(left, right));
        }

        var both = new StringContext(a, b);
        if (both._weight > (2 * both._largest) + SmallUnion)
        {
            // Many small parts, perhaps all the same: put together before they take room.
            both.Flatten();
            return new StringContext(both._elements!);
        }

        return both;
    }

    private string[] Flatten()
    {
        var all = new List<string>(_weight);
        var seen = new HashSet<StringContext>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<StringContext>();
        waiting.Push(this);
        while (waiting.TryPop(out StringContext? part))
        {
            if (!seen.Add(part))
            {
                continue;
            }

            // The halves first: they go when the elements are there.
            StringContext? left = part._left, right = part._right;
            if (part._elements is { } elements)
            {
                all.AddRange(elements);
                continue;
            }

            waiting.Push(left!);
            waiting.Push(right!);
        }

        all.Sort(StringComparer.Ordinal);
        int kept = 0;
        for (int i = 0; i < all.Count; i++)
        {
            if (i == 0 || all[i] != all[kept - 1])
            {
                all[kept++] = all[i];
            }
        }

        all.RemoveRange(kept, all.Count - kept);
        string[] flat = all.ToArray();
        Volatile.Write(ref _elements, flat);
        Volatile.Write(ref _left, null);
        Volatile.Write(ref _right, null);
        return flat;
    }

    private static string[] Merge(string[] a, string[] b)
    {
        var merged = new string[a.Length + b.Length];
        int i = 0, j = 0, n = 0;
        while (i < a.Length && j < b.Length)
        {
            int order = string.CompareOrdinal(a[i], b[j]);
            merged[n++] = order <= 0 ? a[i] : b[j];
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        Array.Copy(a, i, merged, n, a.Length - i);
        n += a.Length - i;
        Array.Copy(b, j, merged, n, b.Length - j);
        n += b.Length - j;
        return n == merged.Length ? merged : merged[..n];
    }

    // Mostly it is the very same string.
    private static bool IsAmong(string element, string[] whole)
    {
        foreach (string other in whole)
        {
            if (ReferenceEquals(other, element))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSubset(string[] part, string[] whole)
    {
        foreach (string element in part)
        {
            if (!IsAmong(element, whole) && Array.BinarySearch(whole, element, StringComparer.Ordinal) < 0)
            {
                return false;
            }
        }

        return true;
    }
}
