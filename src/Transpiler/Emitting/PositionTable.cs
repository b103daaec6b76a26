using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>The places of a file that code refers to. Index 0 is the file itself.</summary>
internal sealed class PositionTable
{
    private readonly SourceText _source;
    private readonly Dictionary<int, int> _indexes = new();
    private readonly List<uint> _entries = new();

    public PositionTable(SourceText source) => _source = source;

    public string Entries => string.Join(", ", _entries.Select(e => e.ToString(CultureInfo.InvariantCulture)));

    public int IndexOf(int offset)
    {
        if (!_indexes.TryGetValue(offset, out int index))
        {
            index = Add(offset);
            _indexes.Add(offset, index);
        }

        return index;
    }

    /// <summary>Places that get indexes one after the other.</summary>
    public int AddRun(IEnumerable<int> offsets)
    {
        int first = _entries.Count;
        foreach (int offset in offsets)
        {
            Add(offset);
        }

        return first;
    }

    private int Add(int offset)
    {
        LinePosition at = _source.PositionOf(offset);
        _entries.Add(((uint)at.Line << 12) | (uint)Math.Min(at.Column, 4095));
        return _entries.Count - 1;
    }
}
