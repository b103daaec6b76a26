using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>
/// builtins.fromTOML: TOML 1.0 to a set. After an error it goes on with the next line or the next header, and tells all errors at
/// once, as toml11 does, the library of Nix.
/// </summary>
internal sealed partial class TomlReader
{
    private const string NoNewLine = "toml::parse_table: newline (LF / CRLF) or EOF is expected";

    private readonly string _text;
    private readonly List<TomlError> _errors = [];
    private int _at;

    private TomlReader(string text) => _text = text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";

    /// <param name="pos">Of the call.</param>
    /// <exception cref="EvalException">What is wrong with the text.</exception>
    public static Value Read(string text, int pos)
    {
        var reader = new TomlReader(text);
        TomlTable document = reader.ReadDocument();
        return reader._errors.Count == 0
            ? document.ToValue(pos)
            : throw Failure(string.Concat(reader._errors.Select(e => e.Render(reader._text))), pos);
    }

    private static EvalException Failure(string errors, int pos) =>
        new(ErrorKind.Evaluation, "while parsing TOML: " + errors, pos) { EndsInLine = errors.EndsWith('\n') };

    private TomlTable ReadDocument()
    {
        var root = new TomlTable(new TomlRegion(0, 0), TomlTableKind.Header);
        TryTo(() => ReadTable(root));
        while (_at < _text.Length)
        {
            TryTo(() => ReadTable(ReadHeader(root)));
        }

        return root;
    }

    /// <summary>Notes errors, and goes to the next header after them.</summary>
    private void TryTo(Action read)
    {
        int before = _errors.Count;
        try
        {
            read();
        }
        catch (TomlError e)
        {
            _errors.Add(e);
        }

        if (_errors.Count > before)
        {
            SkipToHeader();
        }
        else
        {
            SkipSpacer();
        }
    }

    private TomlTable ReadHeader(TomlTable root)
    {
        SkipSpace();
        int start = _at;
        string end = BeginHeader();
        bool isArray = end == "]]";
        string what = isArray ? "toml::parse_file: invalid array-table key" : "toml::parse_file: invalid table key";
        List<string> path = ReadHeaderPath() ?? throw new TomlError(what, _at, "expected basic key([a-zA-Z0-9_-]) or quoted key(\" or ')");
        if (!At(end))
        {
            throw new TomlError(what, _at, "expected " + end);
        }

        _at += end.Length;
        var key = new TomlRegion(start, _at - start);
        SkipSpace();
        if (Peek() == '#')
        {
            SkipComment();
        }
        else if (!AtNewLine())
        {
            throw new TomlError("toml::parse_file: newline (or EOF) expected", _at, "expected 0x0a(LINE FEED) or \r\n");
        }

        try
        {
            return isArray ? TomlInsertion.ArrayHeader(root, path, key) : TomlInsertion.Header(root, path, key);
        }
        catch (TomlError e)
        {
            // What is below it is looked at all the same.
            _errors.Add(e);
            return new TomlTable(key, TomlTableKind.Header);
        }
    }

    /// <returns>What ends the header.</returns>
    private string BeginHeader()
    {
        string end = Peek(1) == '[' ? "]]" : "]";
        _at += end.Length;
        return end;
    }

    /// <summary>The names in a header: what is no name ends them. Null for none.</summary>
    private List<string>? ReadHeaderPath()
    {
        SkipSpace();
        if (TryKey() is not { } first)
        {
            return null;
        }

        var path = new List<string> { first };
        while (true)
        {
            int end = _at;
            SkipSpace();
            if (Peek() != '.')
            {
                return path;
            }

            _at++;
            SkipSpace();
            if (TryKey() is not { } key)
            {
                _at = end;
                return path;
            }

            path.Add(key);
        }
    }

    private string? TryKey()
    {
        int start = _at;
        try
        {
            return ReadKey();
        }
        catch (TomlError)
        {
            _at = start;
            return null;
        }
    }

    /// <summary>Keys and values up to the next header, or the end.</summary>
    private void ReadTable(TomlTable table)
    {
        bool isNewLine = true;
        while (_at < _text.Length)
        {
            int start = _at;
            isNewLine |= SkipSpacer();
            if (_at >= _text.Length)
            {
                return;
            }

            if (Peek() == '[')
            {
                _at = start;
                return;
            }

            if (!isNewLine)
            {
                throw new TomlError(NoNewLine, _at, "here");
            }

            isNewLine = false;
            ReadOrSkipPair(table);
        }
    }

    private void ReadOrSkipPair(TomlTable table)
    {
        try
        {
            ReadPair(table);
        }
        catch (TomlError e)
        {
            _errors.Add(e);
            if (!e.IsAboutPlaces)
            {
                SkipPair();
            }
        }
    }

    private void ReadPair(TomlTable table)
    {
        int start = _at;
        List<string> path = ReadPath();
        var key = new TomlRegion(start, _at - start);
        SkipSpace();
        if (Peek() != '=')
        {
            throw new TomlError("toml::parse_key_value_pair: invalid key value separator `=`", _at, "expected =");
        }

        _at++;
        SkipSpace();
        TomlNode value = ReadValue();
        TomlInsertion.Pair(table, path, key, value);
    }

    private List<string> ReadPath()
    {
        var path = new List<string>();
        while (true)
        {
            path.Add(ReadKey());
            int end = _at;
            SkipSpace();
            if (Peek() != '.')
            {
                _at = end;
                return path;
            }

            _at++;
            SkipSpace();
        }
    }

    private string ReadKey()
    {
        if (Peek() == '"')
        {
            return ReadBasicString();
        }

        if (Peek() == '\'')
        {
            return ReadLiteralString();
        }

        int start = _at;
        while (IsBare(Peek()))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw new TomlError(
            "toml::parse_simple_key: invalid key: key must be \"quoted\", 'quoted-literal', or bare key.", _at, "expected alpha [a-zA-Z], digit [0-9], -, or _", TomlError.KeyHint);
    }

    private static bool IsBare(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private bool At(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private bool AtNewLine() => Peek() == '\n' || At("\r\n");
}
