using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins.Regexes;

/// <summary>The inside of <c>[…]</c>: ranges, <c>[:class:]</c>, <c>[.name.]</c>, <c>[=x=]</c>; backslash is ordinary.</summary>
internal sealed class BracketParser
{
    // Names of the C locale's collating elements, by code (bits/regex.tcc).
    private static readonly string[] s_names =
    [
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "alert", "backspace", "tab", "newline", "vertical-tab", "form-feed",
        "carriage-return", "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "IS4",
        "IS3", "IS2", "IS1", "space", "exclamation-mark", "quotation-mark", "number-sign", "dollar-sign", "percent-sign",
        "ampersand", "apostrophe", "left-parenthesis", "right-parenthesis", "asterisk", "plus-sign", "comma", "hyphen", "period",
        "slash", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "colon", "semicolon",
        "less-than-sign", "equals-sign", "greater-than-sign", "question-mark", "commercial-at", "A", "B", "C", "D", "E", "F",
        "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z",
        "left-square-bracket", "backslash", "right-square-bracket", "circumflex", "underscore", "grave-accent", "a", "b", "c",
        "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z",
        "left-curly-bracket", "vertical-line", "right-curly-bracket", "tilde", "DEL",
    ];

    private enum Last { None, Char, Class }

    private enum TokenKind { Char, Dash, End, Class, Equivalence, Collating }

    private readonly string _pattern;
    private readonly ByteSet _set = new();
    private int _at;
    private bool _atStart = true;
    private string _value = "";
    private Last _last;
    private char _lastChar;

    public BracketParser(string pattern, int at)
    {
        _pattern = pattern;
        _at = at;
    }

    /// <summary>Parses from behind the bracket to behind its end.</summary>
    public ByteSet Parse(out int at)
    {
        bool negated = _at < _pattern.Length && _pattern[_at] == '^';
        _at += negated ? 1 : 0;
        TokenKind token = Next();
        if (token is TokenKind.Char or TokenKind.Dash)
        {
            SetLast(token == TokenKind.Dash ? '-' : _value[0]);
            token = Next();
        }

        while (Term(token))
        {
            token = Next();
        }

        Flush(Last.None);
        for (int b = 0; b < 256 && negated; b++)
        {
            _set[b] = !_set[b];
        }

        at = _at;
        return _set;
    }

    private TokenKind Next()
    {
        if (_at >= _pattern.Length)
        {
            throw new RegexSyntaxException();
        }

        char c = _pattern[_at++];
        bool atStart = _atStart;
        _atStart = false;
        if (c == '-')
        {
            return TokenKind.Dash;
        }

        if (c == ']' && !atStart)
        {
            return TokenKind.End;
        }

        if (c == '[' && _at >= _pattern.Length)
        {
            throw new RegexSyntaxException();
        }

        if (c == '[' && _pattern[_at] is ':' or '.' or '=' && c == '[')
        {
            return Named(_pattern[_at++]);
        }

        _value = c.ToString();
        return TokenKind.Char;
    }

    private TokenKind Named(char kind)
    {
        int end = _pattern.IndexOf(kind, _at);
        if (end < 0 || end + 1 >= _pattern.Length || _pattern[end + 1] != ']')
        {
            throw new RegexSyntaxException();
        }

        _value = _pattern[_at..end];
        _at = end + 2;
        return kind switch { ':' => TokenKind.Class, '=' => TokenKind.Equivalence, _ => TokenKind.Collating };
    }

    private bool Term(TokenKind token)
    {
        switch (token)
        {
            case TokenKind.End:
                return false;
            case TokenKind.Char:
                SetLast(_value[0]);
                return true;
            case TokenKind.Collating:
                SetLast(Collating(_value));
                return true;
            case TokenKind.Class:
                Flush(Last.Class);
                AddClass(_value);
                return true;
            case TokenKind.Equivalence:
                Flush(Last.Class);
                AddEquivalence(Collating(_value));
                return true;
            default:
                return Dash();
        }
    }

    private bool Dash()
    {
        TokenKind next = Next();
        if (next == TokenKind.End)
        {
            SetLast('-');
            return false;
        }

        if (_last != Last.Char || next is not (TokenKind.Char or TokenKind.Dash))
        {
            throw new RegexSyntaxException();
        }

        AddRange(_lastChar, next == TokenKind.Dash ? '-' : _value[0]);
        _last = Last.None;
        return true;
    }

    private void SetLast(char c)
    {
        Flush(Last.Char);
        _lastChar = c;
    }

    private void Flush(Last next)
    {
        if (_last == Last.Char)
        {
            _set[_lastChar] = true;
        }

        _last = next;
    }

    // char is signed where Nix runs.
    private void AddRange(char low, char high)
    {
        if ((sbyte)low > (sbyte)high)
        {
            throw new RegexSyntaxException();
        }

        for (int b = (sbyte)low; b <= (sbyte)high; b++)
        {
            _set[b & 255] = true;
        }
    }

    private static char Collating(string name)
    {
        int code = Array.IndexOf(s_names, name);
        return code >= 0 ? (char)code : throw new RegexSyntaxException();
    }

    private void AddEquivalence(char c)
    {
        for (int b = 0; b < 128; b++)
        {
            _set[b] |= char.ToLowerInvariant((char)b) == char.ToLowerInvariant(c);
        }
    }

    private void AddClass(string name)
    {
        Func<char, bool> test = name.ToLowerInvariant() switch
        {
            "d" or "digit" => char.IsAsciiDigit,
            "w" => static c => char.IsAsciiLetterOrDigit(c) || c == '_',
            "s" or "space" => static c => c is ' ' or (>= '\t' and <= '\r'),
            "alnum" => char.IsAsciiLetterOrDigit,
            "alpha" => char.IsAsciiLetter,
            "blank" => static c => c is ' ' or '\t',
            "cntrl" => static c => c < 32 || c == 127,
            "graph" => static c => c is > ' ' and < (char)127,
            "lower" => char.IsAsciiLetterLower,
            "print" => static c => c is >= ' ' and < (char)127,
            "punct" => static c => c is > ' ' and < (char)127 && !char.IsAsciiLetterOrDigit(c),
            "upper" => char.IsAsciiLetterUpper,
            "xdigit" => char.IsAsciiHexDigit,
            _ => throw new RegexSyntaxException(),
        };
        for (int b = 0; b < 128; b++)
        {
            _set[b] |= test((char)b);
        }
    }
}
