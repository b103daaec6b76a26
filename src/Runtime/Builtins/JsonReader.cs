using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>builtins.fromJSON: strict JSON, bytes in and bytes out. Nesting is not limited: open containers lie on a stack of their own.</summary>
internal sealed class JsonReader
{
    private readonly string _text;
    private readonly int _pos;
    private int _at;

    private JsonReader(string text, int pos)
    {
        _text = text;
        _pos = pos;
    }

    private static readonly System.Buffers.SearchValues<char> s_special = System.Buffers.SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private sealed class Container
    {
        public List<Slot>? Items;
        public AttrsBuilder? Attrs;
        public int Key;
    }

    public static Value Read(string text, int pos)
    {
        var reader = new JsonReader(text, pos);
        Value value = reader.ReadDocument();
        reader.SkipSpace();
        return reader._at == text.Length ? value : throw reader.Fail("unexpected text behind the value; expected end of input");
    }

    private Value ReadDocument()
    {
        var open = new Stack<Container>();
        while (true)
        {
            SkipSpace();
            Value? value = ReadOrOpen(open);
            while (value != null)
            {
                if (open.Count == 0)
                {
                    return value;
                }

                value = AddTo(open, value);
            }
        }
    }

    /// <summary>A scalar or an empty container; null when a container was opened.</summary>
    private Value? ReadOrOpen(Stack<Container> open)
    {
        char c = Peek();
        if (c == '[')
        {
            _at++;
            SkipSpace();
            if (TryTake(']'))
            {
                return NixList.Empty;
            }

            open.Push(new Container { Items = [] });
            return null;
        }

        if (c == '{')
        {
            _at++;
            SkipSpace();
            if (TryTake('}'))
            {
                return new NixAttrs(Shape.Empty, []);
            }

            var container = new Container { Attrs = new AttrsBuilder(8) };
            ReadKey(container);
            open.Push(container);
            return null;
        }

        return ReadScalar(c);
    }

    /// <summary>Puts a value into the innermost container; gives the container when that was its last.</summary>
    private Value? AddTo(Stack<Container> open, Value value)
    {
        Container container = open.Peek();
        container.Items?.Add(new Slot(value));
        container.Attrs?.Add(container.Key, value);
        SkipSpace();
        if (TryTake(','))
        {
            if (container.Attrs != null)
            {
                SkipSpace();
                ReadKey(container);
            }

            return null;
        }

        if (!TryTake(container.Items != null ? ']' : '}'))
        {
            throw Fail(container.Items != null ? "expected ',' or ']'" : "expected ',' or '}'");
        }

        open.Pop();
        return container.Items != null ? NixList.Of(container.Items.ToArray()) : container.Attrs!.ToAttrs(lastWins: true);
    }

    private void ReadKey(Container container)
    {
        if (Peek() != '"')
        {
            throw Fail("syntax error while parsing object key; expected string literal");
        }

        container.Key = Symbols.Intern(ReadString());
        SkipSpace();
        if (!TryTake(':'))
        {
            throw Fail("expected ':'");
        }
    }

    private Value ReadScalar(char c)
    {
        switch (c)
        {
            case '"': return new NixString(ReadString());
            case 't' when TryWord("true"): return NixBool.True;
            case 'f' when TryWord("false"): return NixBool.False;
            case 'n' when TryWord("null"): return NixNull.Instance;
            case '-' or (>= '0' and <= '9'): return ReadNumber();
            default:
                throw Fail(_at >= _text.Length ? "unexpected end of input" : "invalid literal");
        }
    }

    private Value ReadNumber()
    {
        int start = _at;
        TryTake('-');
        if (!TryTake('0') && Digits() == 0)
        {
            throw Fail("invalid number; expected digit after '-'");
        }

        bool isFloat = false;
        if (TryTake('.'))
        {
            isFloat = true;
            if (Digits() == 0)
            {
                throw Fail("invalid number; expected digit after '.'");
            }
        }

        if (Peek() is 'e' or 'E')
        {
            _at++;
            isFloat = true;
            _at += Peek() is '+' or '-' ? 1 : 0;
            if (Digits() == 0)
            {
                throw Fail("invalid number; expected '+', '-', or digit after exponent");
            }
        }

        ReadOnlySpan<char> text = _text.AsSpan(start, _at - start);
        if (!isFloat && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return NixInt.Of(whole);
        }

        if (!isFloat && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned))
        {
            throw EvalErrors.Evaluation($"unsigned json number {unsigned} outside of Nix integer range", _pos);
        }

        double real = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(real)
            ? new NixFloat(real)
            : throw EvalErrors.Evaluation($"[json.exception.out_of_range.406] number overflow parsing '{text}'", _pos);
    }

    private int Digits()
    {
        int start = _at;
        while (Peek() is >= '0' and <= '9')
        {
            _at++;
        }

        return _at - start;
    }

    private string ReadString()
    {
        int start = ++_at;
        StringBuilder? text = null;
        while (true)
        {
            int plain = _text.AsSpan(_at).IndexOfAny(s_special);
            _at = plain < 0 ? _text.Length : _at + plain;
            char c = _at < _text.Length ? _text[_at] : throw Fail("invalid string: missing closing quote");
            if (c == '"')
            {
                string last = _text[start.._at];
                _at++;
                string result = text == null ? last : text.Append(last).ToString();
                CheckUtf8(result);
                return result;
            }

            if (c < ' ')
            {
                throw Fail("invalid string: control character must be escaped");
            }

            (text ??= new StringBuilder()).Append(_text, start, _at - start);
            ReadEscape(text);
            start = _at;
        }
    }

    private void ReadEscape(StringBuilder text)
    {
        _at++;
        char c = Peek();
        _at++;
        switch (c)
        {
            case '"' or '\\' or '/': text.Append(c); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'n': text.Append('\n'); break;
            case 'r': text.Append('\r'); break;
            case 't': text.Append('\t'); break;
            case 'u': AppendCodePoint(text); break;
            default: throw Fail("invalid string: forbidden character after backslash");
        }
    }

    private void AppendCodePoint(StringBuilder text)
    {
        int code = Hex4();
        if (code is >= 0xD800 and <= 0xDBFF)
        {
            if (!TryTake('\\') || !TryTake('u') || Hex4() is not (>= 0xDC00 and <= 0xDFFF and var low))
            {
                throw Fail("invalid string: surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF");
            }

            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        else if (code is >= 0xDC00 and <= 0xDFFF)
        {
            throw Fail("invalid string: surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF");
        }

        if (code == 0)
        {
            throw EvalErrors.Evaluation("input string '␀' cannot be represented as Nix string because it contains null bytes".ToBytes(), _pos);
        }

        text.Append(char.ConvertFromUtf32(code).ToBytes());
    }

    private int Hex4()
    {
        int code = 0;
        for (int i = 0; i < 4; i++)
        {
            int digit = Convert.ToInt32(char.IsAsciiHexDigit(Peek())) == 1 ? Convert.ToInt32(Peek().ToString(), 16) : -1;
            code = digit >= 0 ? (code * 16) + digit : throw Fail("invalid string: '\\u' must be followed by 4 hex digits");
            _at++;
        }

        return code;
    }

    private void CheckUtf8(string bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return;
        }

        try
        {
            JsonUtf8.Check(bytes, _pos);
        }
        catch (EvalException)
        {
            throw Fail("invalid string: ill-formed UTF-8 byte");
        }
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private bool TryTake(char c)
    {
        if (Peek() != c || _at >= _text.Length)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool TryWord(string word)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private EvalException Fail(string what)
    {
        int line = 1, column = 1;
        for (int i = 0; i < _at && i < _text.Length; i++)
        {
            (line, column) = _text[i] == '\n' ? (line + 1, 1) : (line, column + 1);
        }

        string reason = _text.Length == 0
            ? "attempting to parse an empty input; check that your input string or stream contains the expected JSON"
            : "syntax error while parsing value - " + what;
        return EvalErrors.Evaluation($"[json.exception.parse_error.101] parse error at line {line}, column {column}: {reason}", _pos);
    }
}
