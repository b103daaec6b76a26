using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Tvix.Aot.Runtime;

/// <summary>
/// The store paths that a string refers to, sorted and without duplicates. A union of large contexts is put off until
/// somebody asks for the elements, so that joining n strings costs O(n log n).
/// </summary>
public abstract class StringContext
{
    // Up to this many elements a union is made at once: most contexts are small and equal.
    private const int SmallUnion = 24;

    [ThreadStatic]
    private static List<ContextElement>? s_elements;

    private StringContext()
    {
    }

    internal abstract ReadOnlySpan<ContextElement> Elements { get; }

    /// <summary>Elements in the leaves, equal ones counted each time.</summary>
    private protected abstract int Weight { get; }

    /// <summary>Elements in the largest leaf.</summary>
    private protected virtual int Largest => Weight;

    /// <summary>The elements of a string's context, which may be null.</summary>
    internal static ReadOnlySpan<ContextElement> ElementsOf(StringContext? context) => context == null ? [] : context.Elements;

    /// <summary>A store path, as it is.</summary>
    internal static StringContext Of(string storePath) => new Single(ContextElement.Opaque(storePath));

    internal static StringContext Of(ContextElement element) => new Single(element);

    /// <summary>Null for no elements: a string without context has none.</summary>
    internal static StringContext? FromElements(List<ContextElement> elements)
    {
        if (elements.Count == 0)
        {
            return null;
        }

        ReadOnlySpan<ContextElement> distinct = Distinct(elements);
        return distinct.Length == 1 ? new Single(distinct[0]) : new Many(distinct.ToArray());
    }

    /// <summary>Sorts elements, and gives those that differ, which are in front then.</summary>
    private static ReadOnlySpan<ContextElement> Distinct(List<ContextElement> elements)
    {
        Sort(elements);
        int kept = 0;
        for (int i = 0; i < elements.Count; i++)
        {
            if (i == 0 || !elements[i].Equals(elements[kept - 1]))
            {
                elements[kept++] = elements[i];
            }
        }

        return CollectionsMarshal.AsSpan(elements)[..kept];
    }

    private static void Sort(List<ContextElement> elements)
    {
        if (elements.Count > SmallUnion)
        {
            elements.Sort();
            return;
        }

        Span<ContextElement> span = CollectionsMarshal.AsSpan(elements);
        for (int i = 1; i < span.Length; i++)
        {
            ContextElement element = span[i];
            int at = i;
            for (; at > 0 && element.CompareTo(span[at - 1]) < 0; at--)
            {
                span[at] = span[at - 1];
            }

            span[at] = element;
        }
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

        if (a.Weight + b.Weight <= SmallUnion)
        {
            ReadOnlySpan<ContextElement> left = a.Elements, right = b.Elements;
            return IsSubset(right, left) ? a : IsSubset(left, right) ? b : new Many(Merge(left, right));
        }

        var both = new Joined([a, b]);
        // Many small parts, perhaps all the same: put together before they take room.
        return both.Weight > (2 * both.Largest) + SmallUnion ? new Many(both.Flatten()) : both;
    }

    /// <summary>All of them.</summary>
    internal static StringContext? UnionOf(List<StringContext> contexts)
    {
        int weight = 0;
        foreach (StringContext context in CollectionsMarshal.AsSpan(contexts))
        {
            weight += context.Weight;
        }

        if (weight > SmallUnion * SmallUnion)
        {
            return new Joined(contexts.ToArray());
        }

        List<ContextElement> elements = s_elements ??= [];
        foreach (StringContext context in CollectionsMarshal.AsSpan(contexts))
        {
            elements.AddRange(context.Elements);
        }

        StringContext? union = FromElements(elements);
        elements.Clear();
        return union;
    }

    private static ContextElement[] Merge(ReadOnlySpan<ContextElement> a, ReadOnlySpan<ContextElement> b)
    {
        var merged = new ContextElement[a.Length + b.Length];
        int i = 0, j = 0, n = 0;
        while (i < a.Length && j < b.Length)
        {
            int order = a[i].CompareTo(b[j]);
            merged[n++] = order <= 0 ? a[i] : b[j];
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        a[i..].CopyTo(merged.AsSpan(n));
        n += a.Length - i;
        b[j..].CopyTo(merged.AsSpan(n));
        n += b.Length - j;
        return n == merged.Length ? merged : merged[..n];
    }

    private static bool IsSubset(ReadOnlySpan<ContextElement> part, ReadOnlySpan<ContextElement> whole)
    {
        if (part.Length > whole.Length)
        {
            return false;
        }

        foreach (ContextElement element in part)
        {
            if (!whole.Contains(element))
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Single(ContextElement element) : StringContext
    {
        private readonly ContextElement _element = element;

        internal override ReadOnlySpan<ContextElement> Elements => new(in _element);

        private protected override int Weight => 1;
    }

    private sealed class Many(ContextElement[] elements) : StringContext
    {
        internal override ReadOnlySpan<ContextElement> Elements => elements;

        private protected override int Weight => elements.Length;
    }

    private sealed class Joined : StringContext
    {
        private readonly int _weight;
        private readonly int _largest;

        // The parts, and the elements once somebody has asked for them.
        private Array _content;

        public Joined(StringContext[] parts)
        {
            _content = parts;
            foreach (StringContext part in parts)
            {
                _weight += part.Weight;
                _largest = Math.Max(_largest, part.Largest);
            }
        }

        internal override ReadOnlySpan<ContextElement> Elements => Volatile.Read(ref _content) as ContextElement[] ?? Flatten();

        // Put together it may weigh less, as a leaf.
        private protected override int Weight => Volatile.Read(ref _content) is ContextElement[] flat ? flat.Length : _weight;

        private protected override int Largest => Volatile.Read(ref _content) is ContextElement[] flat ? flat.Length : _largest;

        public ContextElement[] Flatten()
        {
            var all = new List<ContextElement>(_weight);
            var seen = new HashSet<StringContext>(ReferenceEqualityComparer.Instance);
            var waiting = new Stack<StringContext>();
            waiting.Push(this);
            while (waiting.TryPop(out StringContext? part))
            {
                if (part is not Joined joined)
                {
                    all.AddRange(part.Elements);
                }
                else if (seen.Add(part))
                {
                    Array content = Volatile.Read(ref joined._content);
                    if (content is ContextElement[] elements)
                    {
                        all.AddRange(elements);
                        continue;
                    }

                    foreach (StringContext inner in (StringContext[])content)
                    {
                        waiting.Push(inner);
                    }
                }
            }

            ContextElement[] flat = Distinct(all).ToArray();
            Volatile.Write(ref _content, flat);
            return flat;
        }
    }
}
