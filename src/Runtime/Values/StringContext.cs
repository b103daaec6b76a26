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

        var all = new List<string>(a._elements);
        all.AddRange(b._elements);
        return FromElements(all);
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
