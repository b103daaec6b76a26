using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>builtins.fromTOML: TOML 1.0 to a set. Dates are refused unless the feature for them is on, as in Nix.</summary>
internal sealed partial class TomlReader
{
    private readonly string _text;
    private readonly int _pos;
    private readonly TomlTable _root = new();
    private int _at;

    private TomlReader(string text, int pos)
    {
        _text = text;
        _pos = pos;
    }

    public static Value Read(string text, int pos) => new TomlReader(text.Replace("\r\n", "\n", StringComparison.Ordinal), pos).ReadDocument();

    private Value ReadDocument()
    {
        TomlTable current = _root;
        while (true)
        {
            SkipBlank();
            if (_at >= _text.Length)
            {
                return _root.ToValue();
            }

            if (Peek() == '[')
            {
                current = Peek(1) == '[' ? ReadArrayHeader() : ReadTableHeader();
            }
            else
            {
                ReadPair(current);
            }

            EndOfLine();
        }
    }

    private TomlTable ReadTableHeader()
    {
        _at++;
        List<string> path = ReadKeyPath();
        Expect(']');
        TomlTable table = Descend(_root, path, path.Count - 1, dotted: false);
        string last = path[^1];
        switch (table.Find(last))
        {
            case null:
                var made = new TomlTable { IsDefined = true };
                table.Add(last, made);
                return made;
            case TomlTable { IsDefined: false, IsDotted: false, IsClosed: false } existing:
                existing.IsDefined = true;
                return existing;
            default:
                throw Fail("toml::insert_value: failed to insert a table, table already defined");
        }
    }

    private TomlTable ReadArrayHeader()
    {
        _at += 2;
        List<string> path = ReadKeyPath();
        Expect(']');
        Expect(']');
        TomlTable table = Descend(_root, path, path.Count - 1, dotted: false);
        string last = path[^1];
        var made = new TomlTable { IsDefined = true };
        switch (table.Find(last))
        {
            case null:
                table.Add(last, new List<TomlTable> { made });
                return made;
            case List<TomlTable> tables:
                tables.Add(made);
                return made;
            default:
                throw Fail("toml::insert_value: failed to insert an array of tables, value already exists");
        }
    }

    /// <summary>The table at the first <paramref name="count"/> steps of a path, made where it is missing.</summary>
    private TomlTable Descend(TomlTable table, List<string> path, int count, bool dotted)
    {
        for (int i = 0; i < count; i++)
        {
            switch (table.Find(path[i]))
            {
                case null:
                    var made = new TomlTable { IsDotted = dotted };
                    table.Add(path[i], made);
                    table = made;
                    break;
                case TomlTable { IsClosed: false } next when !dotted || !next.IsDefined:
                    table = next;
                    break;
                case List<TomlTable> tables when !dotted:
                    table = tables[^1];
                    break;
                default:
                    throw Fail("toml::insert_value: failed to insert a value, value already exists");
            }
        }

        return table;
    }

    private void ReadPair(TomlTable table)
    {
        List<string> path = ReadKeyPath();
        SkipSpace();
        if (Peek() != '=')
        {
            throw Fail("toml::parse_key_value_pair: invalid key value separator `=`");
        }

        _at++;
        SkipSpace();
        object value = ReadValue();
        TomlTable target = Descend(table, path, path.Count - 1, dotted: true);
        if (target.Find(path[^1]) != null)
        {
            throw Fail("toml::insert_value: failed to insert a value, value already exists");
        }

        target.Add(path[^1], value);
    }

    private List<string> ReadKeyPath()
    {
        var path = new List<string>();
        while (true)
        {
            SkipSpace();
            path.Add(ReadKey());
            SkipSpace();
            if (Peek() != '.')
            {
                return path;
            }

            _at++;
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
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '_' or '-')
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw Fail("toml::parse_key: key is empty");
    }

    private object ReadValue()
    {
        EvalStack.EnterWalk();
        object value = Peek() switch
        {
            '"' => new NixString(At("\"\"\"") ? ReadMultilineBasic() : ReadBasicString()),
            '\'' => new NixString(At("'''") ? ReadMultilineLiteral() : ReadLiteralString()),
            '[' => ReadArray(),
            '{' => ReadInlineTable(),
            _ => ReadWord(),
        };
        EvalStack.Depth--;
        return value;
    }

    private List<object> ReadArray()
    {
        _at++;
        var items = new List<object>();
        while (true)
        {
            SkipBlank();
            if (Peek() == ']')
            {
                _at++;
                return items;
            }

            if (_at >= _text.Length)
            {
                throw Fail("toml::parse_array: missing closing bracket `]`");
            }

            items.Add(ReadValue());
            SkipBlank();
            if (Peek() == ',')
            {
                _at++;
            }
            else if (Peek() != ']')
            {
                throw Fail("toml::parse_array: missing closing bracket `]`");
            }
        }
    }

    private TomlTable ReadInlineTable()
    {
        _at++;
        var table = new TomlTable();
        SkipSpace();
        if (Peek() == '}')
        {
            _at++;
            table.IsClosed = true;
            return table;
        }

        while (true)
        {
            SkipSpace();
            ReadPair(table);
            SkipSpace();
            if (Peek() == '}')
            {
                _at++;
                table.IsClosed = true;
                return table;
            }

            if (Peek() != ',')
            {
                throw Fail("toml::parse_inline_table: missing closing bracket `}`");
            }

            _at++;
        }
    }

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private bool At(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private void Expect(char c)
    {
        if (Peek() != c)
        {
            throw Fail($"toml: expected `{c}`");
        }

        _at++;
    }

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t')
        {
            _at++;
        }
    }

    /// <summary>Spaces, line ends and comments.</summary>
    private void SkipBlank()
    {
        while (true)
        {
            SkipSpace();
            if (Peek() == '#')
            {
                SkipComment();
            }
            else if (Peek() == '\n')
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    private void SkipComment()
    {
        while (_at < _text.Length && Peek() != '\n')
        {
            if (Peek() is (< ' ' and not '\t') or (char)127)
            {
                throw Fail("toml::parse_comment: a comment must not contain control characters");
            }

            _at++;
        }
    }

    private void EndOfLine()
    {
        SkipSpace();
        if (Peek() == '#')
        {
            SkipComment();
        }

        if (_at < _text.Length && Peek() != '\n')
        {
            throw Fail("toml::parse_table: invalid line format");
        }
    }

    private EvalException Fail(string what) => EvalErrors.Evaluation($"while parsing TOML: [error] {what}\n--> fromTOML", _pos);
}
