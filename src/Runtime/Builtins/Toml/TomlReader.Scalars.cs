using System;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>Strings, numbers, booleans.</summary>
internal sealed partial class TomlReader
{
    private string ReadBasicString()
    {
        _at++;
        var text = new StringBuilder();
        while (true)
        {
            char c = Peek();
            switch (c)
            {
                case '"':
                    _at++;
                    return Checked(text.ToString());
                case '\\':
                    ReadEscape(text);
                    break;
                case (< ' ' and not '\t') or (char)127:
                    throw Fail("toml::parse_basic_string: the string is not closed, or holds a control character");
                default:
                    text.Append(c);
                    _at++;
                    break;
            }
        }
    }

    /// <summary>Strings of Nix cannot hold NUL bytes.</summary>
    private string Checked(string text) => text.Contains('\0')
        ? throw EvalErrors.Evaluation("while parsing TOML: error: " + Language.Shared.StringLiteral.NulMessage(text), _pos)
        : text;

    private string ReadLiteralString()
    {
        int start = ++_at;
        while (Peek() != '\'')
        {
            if (Peek() is (< ' ' and not '\t') or (char)127)
            {
                throw Fail("toml::parse_literal_string: the string is not closed, or holds a control character");
            }

            _at++;
        }

        return _text[start.._at++];
    }

    private string ReadMultilineBasic()
    {
        _at += 3;
        _at += Peek() == '\n' ? 1 : 0;
        var text = new StringBuilder();
        while (!At("\"\"\""))
        {
            CheckMultiline();
            if (Peek() == '\\' && SkipLineContinuation())
            {
                continue;
            }

            if (Peek() == '\\')
            {
                ReadEscape(text);
            }
            else
            {
                text.Append(_text[_at++]);
            }
        }

        EndMultiline(text, '"');
        return Checked(text.ToString());
    }

    private string ReadMultilineLiteral()
    {
        _at += 3;
        _at += Peek() == '\n' ? 1 : 0;
        var text = new StringBuilder();
        while (!At("'''"))
        {
            CheckMultiline();
            text.Append(_text[_at++]);
        }

        EndMultiline(text, '\'');
        return Checked(text.ToString());
    }

    private void CheckMultiline()
    {
        if (_at >= _text.Length || Peek() is (< ' ' and not ('\t' or '\n')) or (char)127)
        {
            throw Fail("toml::parse_ml_string: the string is not closed, or holds a control character");
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
        int i = 1;
        while (Peek(i) is ' ' or '\t')
        {
            i++;
        }

        if (Peek(i) != '\n')
        {
            return false;
        }

        _at += i;
        while (Peek() is ' ' or '\t' or '\n')
        {
            _at++;
        }

        return true;
    }

    private void ReadEscape(StringBuilder text)
    {
        char c = Peek(1);
        _at += 2;
        switch (c)
        {
            case 'b': text.Append('\b'); break;
            case 't': text.Append('\t'); break;
            case 'n': text.Append('\n'); break;
            case 'f': text.Append('\f'); break;
            case 'r': text.Append('\r'); break;
            case 'e': text.Append('\u001b'); break;
            case '"' or '\\': text.Append(c); break;
            case 'u': AppendCodePoint(text, 4); break;
            case 'U': AppendCodePoint(text, 8); break;
            default: throw Fail("toml::parse_escape_sequence: unknown escape sequence");
        }
    }

    private void AppendCodePoint(StringBuilder text, int digits)
    {
        if (_at + digits > _text.Length
            || !uint.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
            || code > 0x10FFFF || code is >= 0xD800 and <= 0xDFFF)
        {
            throw Fail("toml::parse_utf8_codepoint: input codepoint is not a Unicode scalar value");
        }

        _at += digits;
        text.Append(char.ConvertFromUtf32((int)code).ToBytes());
    }

    private Value ReadWord()
    {
        int start = _at;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '_' or '+' or '-' or '.' or ':')
        {
            _at++;
        }

        string word = _text[start.._at];
        // A date and a time may be separated by one space.
        if (DatePattern().IsMatch(word) && Peek() == ' ' && char.IsAsciiDigit(Peek(1)))
        {
            int timeStart = ++_at;
            while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '+' or '-' or '.' or ':')
            {
                _at++;
            }

            word += "T" + _text[timeStart.._at];
        }

        return ScalarOf(word);
    }

    private Value ScalarOf(string word)
    {
        switch (word)
        {
            case "true": return NixBool.True;
            case "false": return NixBool.False;
            case "inf" or "+inf": return new NixFloat(double.PositiveInfinity);
            case "-inf": return new NixFloat(double.NegativeInfinity);
            case "nan" or "+nan": return new NixFloat(BitConverter.Int64BitsToDouble(0x7FF8000000000000));
            case "-nan": return new NixFloat(BitConverter.Int64BitsToDouble(unchecked((long)0xFFF8000000000000)));
        }

        if (TomlTimestamp.Normalize(word) is { } timestamp)
        {
            return Timestamp(timestamp);
        }

        if (IntPattern().IsMatch(word))
        {
            return long.TryParse(word.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
                ? NixInt.Of(value)
                : throw Fail("toml::parse_dec_integer: too large integer: 64-bit signed integer is allowed");
        }

        if (PrefixedPattern().IsMatch(word))
        {
            return Prefixed(word);
        }

        if (FloatPattern().IsMatch(word))
        {
            return new NixFloat(double.Parse(word.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        throw DatePattern().IsMatch(word) || TimePattern().IsMatch(word)
            ? Fail("toml::parse_offset_datetime: invalid date or time")
            : Fail("bad format: unknown value appeared");
    }

    private NixAttrs Timestamp(string text)
    {
        if (!Host.EvalHost.Current.Features.Has("parse-toml-timestamps"))
        {
            throw EvalErrors.Evaluation("while parsing TOML: Dates and times are not supported", _pos);
        }

        var set = new AttrsBuilder(2);
        set.Add("_type", new NixString("timestamp"));
        set.Add("value", new NixString(text));
        return set.ToAttrs();
    }

    private NixInt Prefixed(string word)
    {
        string digits = word[2..].Replace("_", "", StringComparison.Ordinal);
        int radix = word[1] switch { 'x' => 16, 'o' => 8, _ => 2 };
        try
        {
            ulong value = Convert.ToUInt64(digits, radix);
            if (value <= long.MaxValue)
            {
                return NixInt.Of((long)value);
            }
        }
        catch (OverflowException)
        {
            // Reported below, as any number that does not fit.
        }

        throw Fail("toml::parse_integer: too large integer: 64-bit signed integer is allowed");
    }

    [GeneratedRegex("^[+-]?(0|[1-9](_?[0-9])*)$")]
    private static partial Regex IntPattern();

    [GeneratedRegex("^0(x[0-9A-Fa-f](_?[0-9A-Fa-f])*|o[0-7](_?[0-7])*|b[01](_?[01])*)$")]
    private static partial Regex PrefixedPattern();

    [GeneratedRegex(@"^[+-]?(0|[1-9](_?[0-9])*)((\.[0-9](_?[0-9])*)([eE][+-]?[0-9](_?[0-9])*)?|[eE][+-]?[0-9](_?[0-9])*)$")]
    private static partial Regex FloatPattern();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex DatePattern();

    [GeneratedRegex("^[0-9]{2}:[0-9]{2}")]
    private static partial Regex TimePattern();
}
