using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime;

/// <summary>
/// The store paths that a string refers to, sorted and without duplicates. An element is written as Nix writes it:
/// <c>/nix/store/…</c> (opaque), <c>=/nix/store/….drv</c> (the derivation and all its outputs),
/// <c>!out!/nix/store/….drv</c> (one output).
/// </summary>
public sealed class StringContext
{
    private readonly string[] _elements;

    private StringContext(string[] elements) => _elements = elements;

    public IReadOnlyList<string> Elements => _elements;

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

    /// <summary>Both; the same object when one holds the other.</summary>
    public static StringContext? Union(StringContext? a, StringContext? b)
    {
        if (a == null || ReferenceEquals(a, b))
        {
            return b;
        }

        if (b == null || b.IsSubsetOf(a))
        {
            return a;
        }

        return a.IsSubsetOf(b) ? b : Merge(a._elements, b._elements);
    }

    private static StringContext Merge(string[] a, string[] b)
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
        return new StringContext(n == merged.Length ? merged : merged[..n]);
    }

    private bool IsSubsetOf(StringContext other)
    {
        foreach (string element in _elements)
        {
            if (Array.BinarySearch(other._elements, element, StringComparer.Ordinal) < 0)
            {
                return false;
            }
        }

        return true;
    }
}
