using System.Collections.Generic;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Interpreter;

/// <summary>
/// The places of a text that is interpreted: each byte has one, and behind them each parameter of functions of several. The text of
/// a file is not kept; when somebody asks for a line, it is read again, as Nix does (PosTable).
/// </summary>
internal sealed class TextPlaces
{
    private readonly string _path;
    private readonly int _length;
    private string? _text;
    private LineTable? _lines;

    /// <param name="isOnDisk">Whether the text can be read again.</param>
    public TextPlaces(SourceText source, bool isOnDisk)
    {
        _path = source.Path;
        _length = source.Bytes.Length;
        _text = isOnDisk ? null : source.Bytes;
    }

    /// <summary>The offsets of the parameters.</summary>
    public IReadOnlyList<int> Parameters { get; set; } = [];

    // As many more as there are parameters at the most: each has at least one byte of text.
    public int Count => (2 * _length) + 2;

    public (int Line, int Column) Of(int index)
    {
        if (_lines == null)
        {
            _lines = _text != null ? new LineTable(_text) : EvalHost.Current.TryRead(_path, LineTable.Of) ?? new LineTable("");
            _text = null;
        }

        LinePosition at = _lines.PositionOf(index <= _length ? index : Parameters[index - _length - 1]);
        return (at.Line, at.Column);
    }
}
