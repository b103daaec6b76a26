using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Store;

/// <summary>A few names in bytewise order, each once. Names mostly come in order, so that adding is appending.</summary>
internal sealed class NameSet
{
    public List<string> Items { get; } = [];

    public void Add(string name)
    {
        int last = Items.Count - 1;
        if (last < 0 || string.CompareOrdinal(Items[last], name) < 0)
        {
            Items.Add(name);
            return;
        }

        int index = Items.BinarySearch(name, StringComparer.Ordinal);
        if (index < 0)
        {
            Items.Insert(~index, name);
        }
    }

    public void AddAll(ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            Add(name);
        }
    }

    public void Clear() => Items.Clear();
}
