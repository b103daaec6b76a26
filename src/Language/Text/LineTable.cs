using System;
using System.Collections.Generic;

namespace Tvix.Aot.Language.Text;

/// <summary>Where the lines of a text begin.</summary>
public sealed class LineTable
{
    private readonly int[] _starts;

    public LineTable(string bytes)
    {
        var starts = new List<int> { 0 };
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n' || (bytes[i] == '\r' && !(i + 1 < bytes.Length && bytes[i + 1] == '\n')))
            {
                starts.Add(i + 1);
            }
        }

        _starts = starts.ToArray();
    }

    private LineTable(int[] starts)
    {
        _starts = starts;
    }

    /// <param name="bytes">A text, and perhaps more.</param>
    /// <param name="count">The length of the text.</param>
    public static LineTable Of(byte[] bytes, int count)
    {
        if (Array.IndexOf(bytes, (byte)'\r', 0, count) >= 0)
        {
            return new LineTable(SourceText.Carrier(bytes, count));
        }

        var starts = new List<int> { 0 };
        for (int at = Array.IndexOf(bytes, (byte)'\n', 0, count); at >= 0; at = Array.IndexOf(bytes, (byte)'\n', at + 1, count - at - 1))
        {
            starts.Add(at + 1);
        }

        return new LineTable(starts.ToArray());
    }

    public int Count => _starts.Length;

    /// <summary>Where a line, from 0, begins.</summary>
    public int StartOf(int line) => _starts[line];

    public LinePosition PositionOf(int offset)
    {
        int index = Array.BinarySearch(_starts, offset);
        if (index < 0)
        {
            index = ~index - 1;
        }

        return new LinePosition(index + 1, offset - _starts[index] + 1);
    }
}
