using System;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Values by name, in bytewise order. Names mostly come in order, so that adding is appending; a cleared map keeps its room.</summary>
internal sealed class NameMap<T>
{
    private string[] _names = new string[4];
    private T[] _values = new T[4];

    public int Count { get; private set; }

    public ReadOnlySpan<string> Names => _names.AsSpan(0, Count);

    public Span<T> Values => _values.AsSpan(0, Count);

    /// <summary>Adds a value, or replaces the one with this name.</summary>
    public T this[string name]
    {
        set
        {
            int index = Find(name);
            if (index >= 0)
            {
                _values[index] = value;
                return;
            }

            Insert(~index, name, value);
        }
    }

    /// <summary>The index of a name, or the complement of where it would stand.</summary>
    public int Find(string name)
    {
        if (Count == 0 || string.CompareOrdinal(_names[Count - 1], name) < 0)
        {
            return ~Count;
        }

        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            int order = string.CompareOrdinal(_names[middle], name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>Whether there is a name: for maps of few, as most names are not even as long as one of them.</summary>
    public bool Has(string name)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_names[i] == name)
            {
                return true;
            }
        }

        return false;
    }

    public void Insert(int index, string name, T value)
    {
        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Count * 2);
            Array.Resize(ref _values, Count * 2);
        }

        if (index < Count)
        {
            Array.Copy(_names, index, _names, index + 1, Count - index);
            Array.Copy(_values, index, _values, index + 1, Count - index);
        }

        _names[index] = name;
        _values[index] = value;
        Count++;
    }

    public void Clear()
    {
        Array.Clear(_names, 0, Count);
        Array.Clear(_values, 0, Count);
        Count = 0;
    }
}
