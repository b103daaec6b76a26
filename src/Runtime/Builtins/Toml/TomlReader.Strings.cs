using System;
using System.Globalization;
using System.Text;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>Strings of the four kinds.</summary>
internal sealed partial class TomlReader
{
    private string ReadBasicString()
    {
        int start = _at++;
        var text = new StringBuilder();
        TomlError? wrong = null;
        while (Peek() != '"')
        {
            if (Peek() == '\\')
            {
                ReadEscape(start, "toml::parse_basic_string: invalid string format", "\"", text, ref wrong);
            }
            else if (IsControl(Peek()))
            {
                throw Unfinished(start, "toml::parse_basic_string: invalid string format", "\"");
            }
            else
            {
                text.Append(_text[_at++]);
            }
        }

        _at++;
        return wrong == null ? text.ToString() : throw wrong;
    }

    private string ReadLiteralString()
    {
        int start = _at++;
        while (Peek() != '\'')
        {
            if (IsControl(Peek()))
            {
                throw Unfinished(start, "toml::parse_literal_string: invalid string format", "'");
            }

            _at++;
        }

        return _text[(start + 1).._at++];
    }

    private string ReadMultilineBasic()
    {
        const string Title = "toml::parse_ml_basic_string: invalid string format";
        int start = BeginMultiline();
        var text = new StringBuilder();
        TomlError? wrong = null;
        while (!At("\"\"\""))
        {
            if (Peek() == '\\' && SkipLineContinuation())
            {
                continue;
            }

            if (Peek() == '\\')
            {
                ReadEscape(start, Title, "\"\"\"", text, ref wrong);
            }
            else
            {
                TakeOfMultiline(start, Title, "\"\"\"", text);
            }
        }

        EndMultiline(text, '"');
        return wrong == null ? text.ToString() : throw wrong;
    }

    private string ReadMultilineLiteral()
    {
        int start = BeginMultiline();
        var text = new StringBuilder();
        while (!At("'''"))
        {
            TakeOfMultiline(start, "toml::parse_ml_literal_string: invalid string format", "'''", text);
        }

        EndMultiline(text, '\'');
        return text.ToString();
    }

    /// <summary>A line end right behind the quotes does not count.</summary>
    private int BeginMultiline()
    {
        int start = _at;
        _at += 3;
        _at += Peek() == '\n' ? 1 : At("\r\n") ? 2 : 0;
        return start;
    }

    private void TakeOfMultiline(int start, string title, string end, StringBuilder text)
    {
        if (AtNewLine())
        {
            text.Append(_text, _at, Peek() == '\n' ? 1 : 2);
            _at += Peek() == '\n' ? 1 : 2;
        }
        else if (IsControl(Peek()))
        {
            throw Unfinished(start, title, end);
        }
        else
        {
            text.Append(_text[_at++]);
        }
    }

    /// <summary>Up to two quotes may stand right before the closing three.</summary>
    private void EndMultiline(StringBuilder text, char quote)
    {
        _at += 3;
        for (int i = 0; i < 2 && Peek() == quote; i++)
        {
            text.Append(quote);
            _at++;
        }
    }

    private bool SkipLineContinuation()
    {
        int start = _at++;
        SkipSpace();
        if (!AtNewLine())
        {
            _at = start;
            return false;
        }

        while (Peek() is ' ' or '\t' || AtNewLine())
        {
            _at++;
        }

        return true;
    }

    private TomlError Unfinished(int start, string title, string end)
    {
        // One or two quotes are part of a text of several lines only with what follows them.
        int at = _at;
        while (end.Length > 1 && at > start + end.Length && _text[at - 1] == end[0])
        {
            at--;
        }

        var error = new TomlError(title, at, "expected " + end);
        _at = start;
        return error;
    }

    private static bool IsControl(char c) => c is (< ' ' and not '\t') or (char)127;

    /// <param name="wrong">Gets what is wrong with a number that is no character: that is looked at when the string has its end.</param>
    private void ReadEscape(int start, string title, string end, StringBuilder text, ref TomlError? wrong)
    {
        char c = Peek(1);
        int digits = c switch { 'u' => 4, 'U' => 8, _ => 0 };
        string? plain = c switch { 'b' => "\b", 't' => "\t", 'n' => "\n", 'f' => "\f", 'r' => "\r", '"' => "\"", '\\' => "\\", _ => null };
        if (plain != null)
        {
            text.Append(plain);
        }
        else if (digits > 0 && _at + 2 + digits <= _text.Length
            && uint.TryParse(_text.AsSpan(_at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code))
        {
            wrong ??= Unencodable(code, _text.Substring(_at, 2 + digits));
            text.Append(wrong == null ? char.ConvertFromUtf32((int)code).ToBytes() : "");
        }
        else
        {
            throw Unfinished(start, title, end);
        }

        _at += 2 + digits;
    }

    private static TomlError? Unencodable(uint code, string escape)
    {
        var region = new TomlRegion(1, escape.Length - 1);
        return code is >= 0xD800 and <= 0xDFFF
            ? new TomlError("toml::parse_utf8_codepoint: [0xD800, 0xDFFF] is not a valid UTF-8", region, "here") { OtherText = escape }
            : code > 0x10FFFF ? new TomlError("toml::parse_utf8_codepoint: input codepoint is too large.", region, "must be in range [0x00, 0x10FFFF]") { OtherText = escape }
            : null;
    }
}
