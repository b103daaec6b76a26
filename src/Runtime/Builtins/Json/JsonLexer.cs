using System;
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tvix.Aot.Runtime.Builtins;

internal enum JsonToken { True, False, Null, String, Number, BeginArray, BeginObject, EndArray, EndObject, Colon, Comma, Error, EndOfInput, AnyValue }

/// <summary>JSON's tokens. Errors have the words and the places of nlohmann::json's lexer, its "last read" included.</summary>
internal sealed class JsonLexer
{
    private static readonly SearchValues<char> s_special = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private static readonly string[] s_controlNames =
    [
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
        "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
    ];

    private readonly string _text;
    private readonly int _pos;
    private int _at;
    private int _start;
    private JsonToken _token;
    private string _problem = "";

    // The string with escapes that was just read; all of them are put together in the same room.
    private string? _unescaped;
    private StringBuilder? _room;

    public JsonLexer(string text, int pos)
    {
        _text = text;
        _pos = pos;
    }

    /// <summary>Whether the string just read has no escapes.</summary>
    public bool IsPlain => _unescaped == null;

    /// <summary>The string just read, if it is plain.</summary>
    public ReadOnlySpan<char> PlainText => _text.AsSpan(_start + 1, _at - _start - 2);

    /// <summary>The string just read.</summary>
    public string Text() => _unescaped ?? PlainText.ToString();

    public JsonToken Next()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }

        return _token = Scan();
    }

    private JsonToken Scan()
    {
        switch (Read())
        {
            case '[': return JsonToken.BeginArray;
            case ']': return JsonToken.EndArray;
            case '{': return JsonToken.BeginObject;
            case '}': return JsonToken.EndObject;
            case ':': return JsonToken.Colon;
            case ',': return JsonToken.Comma;
            case 't': return Word("true", JsonToken.True);
            case 'f': return Word("false", JsonToken.False);
            case 'n': return Word("null", JsonToken.Null);
            case '"': return ScanString();
            case '-' or (>= '0' and <= '9'): return ScanNumber();
            case -1: return JsonToken.EndOfInput;
            default: return Fail("invalid literal");
        }
    }

    // Reading past the end counts as a char in places, so the position goes on.
    private int Read() => _at < _text.Length ? _text[_at++] : EndReached();

    private int EndReached()
    {
        _at = _text.Length + 1;
        return -1;
    }

    private int Peek() => _at < _text.Length ? _text[_at] : -1;

    private JsonToken Fail(string problem)
    {
        _problem = problem;
        return JsonToken.Error;
    }

    private JsonToken Word(string word, JsonToken token)
    {
        for (int i = 1; i < word.Length; i++)
        {
            if (Read() != word[i])
            {
                return Fail("invalid literal");
            }
        }

        return token;
    }

    private JsonToken ScanNumber()
    {
        _start = _at - 1;
        char first = _text[_start];
        if (first == '-')
        {
            int digit = Read();
            if (digit is not (>= '0' and <= '9'))
            {
                return Fail("invalid number; expected digit after '-'");
            }

            first = (char)digit;
        }

        if (first != '0')
        {
            SkipDigits();
        }

        if (Peek() == '.')
        {
            _at++;
            if (Read() is not (>= '0' and <= '9'))
            {
                return Fail("invalid number; expected digit after '.'");
            }

            SkipDigits();
        }

        return Peek() is 'e' or 'E' ? ScanExponent() : JsonToken.Number;
    }

    private JsonToken ScanExponent()
    {
        _at++;
        int next = Read();
        bool isSigned = next is '+' or '-';
        next = isSigned ? Read() : next;
        if (next is not (>= '0' and <= '9'))
        {
            return Fail(isSigned ? "invalid number; expected digit after exponent sign" : "invalid number; expected '+', '-', or digit after exponent");
        }

        SkipDigits();
        return JsonToken.Number;
    }

    private void SkipDigits()
    {
        while (Peek() is >= '0' and <= '9')
        {
            _at++;
        }
    }

    /// <summary>The number just read.</summary>
    /// <exception cref="EvalException">It fits neither an integer nor a float of Nix.</exception>
    public Value Number()
    {
        ReadOnlySpan<char> text = _text.AsSpan(_start, _at - _start);
        if (text.IndexOfAny('.', 'e', 'E') < 0)
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
            {
                return NixInt.Of(whole);
            }

            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned))
            {
                throw EvalErrors.Evaluation($"unsigned json number {unsigned} outside of Nix integer range", _pos);
            }
        }

        double real = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(real)
            ? new NixFloat(real)
            : throw EvalErrors.Evaluation($"[json.exception.out_of_range.406] number overflow parsing '{text}'", _pos);
    }

    private JsonToken ScanString()
    {
        _start = _at - 1;
        _unescaped = null;
        _room?.Clear();
        bool isPlain = true;
        int plain = _at;
        while (true)
        {
            int length = _at <= _text.Length ? _text.AsSpan(_at).IndexOfAny(s_special) : -1;
            int end = length < 0 ? _text.Length : _at + length;
            if (!Ascii.IsValid(_text.AsSpan(_at, end - _at)) && JsonUtf8.FirstInvalid(_text, _at, end) is var invalid && invalid >= 0)
            {
                _at = invalid + 1;
                return Fail("invalid string: ill-formed UTF-8 byte");
            }

            _at = end;
            int c = Read();
            switch (c)
            {
                case '"':
                    _unescaped = isPlain ? null : _room!.Append(_text, plain, _at - 1 - plain).ToString();
                    CheckNul();
                    return JsonToken.String;
                case -1:
                    return Fail("invalid string: missing closing quote");
                case '\\':
                    isPlain = false;
                    (_room ??= new StringBuilder()).Append(_text, plain, _at - 1 - plain);
                    if (ScanEscape(_room) is { } problem)
                    {
                        return Fail(problem);
                    }

                    plain = _at;
                    break;
                default:
                    return Fail(ControlProblem(c));
            }
        }
    }

    // Only an escape can bring a NUL in: a raw one is a control character.
    private void CheckNul()
    {
        if (_unescaped?.Contains('\0') == true)
        {
            throw EvalErrors.Evaluation(Language.Shared.StringLiteral.NulMessage(_unescaped), _pos);
        }
    }

    private static string ControlProblem(int c)
    {
        string code = c.ToString("X4", CultureInfo.InvariantCulture);
        string brief = c switch { '\b' => " or \\b", '\t' => " or \\t", '\n' => " or \\n", '\f' => " or \\f", '\r' => " or \\r", _ => "" };
        return $"invalid string: control character U+{code} ({s_controlNames[c]}) must be escaped to \\u{code}{brief}";
    }

    /// <summary>Null, or what is wrong with the escape.</summary>
    private string? ScanEscape(StringBuilder text)
    {
        int c = Read();
        switch (c)
        {
            case '"' or '\\' or '/': text.Append((char)c); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'n': text.Append('\n'); break;
            case 'r': text.Append('\r'); break;
            case 't': text.Append('\t'); break;
            case 'u': return ScanCodePoint(text);
            default: return "invalid string: forbidden character after backslash";
        }

        return null;
    }

    private string? ScanCodePoint(StringBuilder text)
    {
        const string Digits = "invalid string: '\\u' must be followed by 4 hex digits";
        const string Low = "invalid string: surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF";
        int code = Hex4();
        if (code < 0)
        {
            return Digits;
        }

        if (code is >= 0xDC00 and <= 0xDFFF)
        {
            return "invalid string: surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF";
        }

        if (code is >= 0xD800 and <= 0xDBFF)
        {
            if (Read() != '\\' || Read() != 'u')
            {
                return Low;
            }

            int low = Hex4();
            if (low is not (>= 0xDC00 and <= 0xDFFF))
            {
                return low < 0 ? Digits : Low;
            }

            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }

        text.Append(char.ConvertFromUtf32(code).ToBytes());
        return null;
    }

    private int Hex4()
    {
        int code = 0;
        for (int i = 0; i < 4; i++)
        {
            int c = Read();
            if (c < 0 || !char.IsAsciiHexDigit((char)c))
            {
                return -1;
            }

            code = (code * 16) + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }

        return code;
    }

    /// <summary>The error for the token just read.</summary>
    /// <param name="expected">What should stand there, if there is one such thing.</param>
    /// <param name="context">What was being read.</param>
    public EvalException Unexpected(JsonToken? expected, string context)
    {
        int line = 1, column = _at;
        for (int i = 0; i < _at && i < _text.Length; i++)
        {
            if (_text[i] == '\n')
            {
                line++;
                column = _at - i - 1;
            }
        }

        string found = _token == JsonToken.Error ? $"{_problem}; last read: '{LastRead()}'" : "unexpected " + NameOf(_token);
        string reason = _text.Length == 0
            ? "attempting to parse an empty input; check that your input string or stream contains the expected JSON"
            : $"syntax error while parsing {context} - {found}" + (expected is { } e ? "; expected " + NameOf(e) : "");
        return EvalErrors.Evaluation($"[json.exception.parse_error.101] parse error at line {line}, column {column}: {reason}", _pos);
    }

    // Everything since the last string or number began: only those start anew.
    private string LastRead()
    {
        var text = new StringBuilder();
        for (int i = _start; i < Math.Min(_at, _text.Length); i++)
        {
            text.Append(_text[i] < ' ' ? $"<U+{(int)_text[i]:X4}>" : _text[i].ToString());
        }

        return text.ToString();
    }

    private static string NameOf(JsonToken token) => token switch
    {
        JsonToken.True => "true literal",
        JsonToken.False => "false literal",
        JsonToken.Null => "null literal",
        JsonToken.String => "string literal",
        JsonToken.Number => "number literal",
        JsonToken.BeginArray => "'['",
        JsonToken.BeginObject => "'{'",
        JsonToken.EndArray => "']'",
        JsonToken.EndObject => "'}'",
        JsonToken.Colon => "':'",
        JsonToken.Comma => "','",
        JsonToken.EndOfInput => "end of input",
        _ => "'[', '{', or a literal",
    };
}
