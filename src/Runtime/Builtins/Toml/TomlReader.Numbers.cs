using System;
using System.Globalization;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>Numbers, dates and times: what a word is meant to be is guessed first, and then it is read as that (toml11's guess_number_type).</summary>
internal sealed partial class TomlReader
{
    private TomlNode ReadNumber()
    {
        int start = _at;
        if (DateEnd(start) is >= 0 and int date)
        {
            return ReadDate(start, date);
        }

        if (TimeEnd(start) is >= 0 and int time)
        {
            CheckTime(start);
            return Date(start, time);
        }

        if (FloatEnd(start) is >= 0 and int number)
        {
            return ReadFloat(start, number);
        }

        int end = IntegerEnd(start);
        if (end < 0)
        {
            throw Peek() switch
            {
                '.' => new TomlError("bad float: integer part is required before decimal point", start, "missing integer part", TomlError.FloatHint),
                '_' => new TomlError("bad number: `_` must be surrounded by digits", start, "digits required before `_`", TomlError.IntegerHint),
                _ => new TomlError("bad format: unknown value appeared", start, "here"),
            };
        }

        CheckAfterInteger(start, end);
        return ReadInteger(start, end);
    }

    private void CheckAfterInteger(int start, int end)
    {
        char next = end < _text.Length ? _text[end] : '\0';
        switch (next)
        {
            case '_' when _text[end - 1] == '0' && IsSignOr(start, end - 1):
                throw new TomlError("bad integer: leading zero is not allowed in decimal int", end, "leading zero", TomlError.IntegerHint);
            case '_':
                throw new TomlError("bad integer: `_` must be surrounded by digits", end, "invalid underscore", TomlError.IntegerHint);
            case '0':
                throw new TomlError("bad integer: leading zero", end - 1, "leading zero is not allowed", TomlError.IntegerHint);
            case >= '1' and <= '9':
                throw new TomlError("bad integer: invalid digit after an integer", end, "this digit is not allowed", TomlError.IntegerHint);
            case ':' or '-':
                throw new TomlError("bad datetime: invalid format", end, "here", TomlError.DateTimeHint);
            case '.' or 'e' or 'E':
                throw new TomlError("bad float: invalid format", end, "here", TomlError.FloatHint);
        }
    }

    /// <summary>Whether an integer of one digit begins at its sign.</summary>
    private bool IsSignOr(int start, int digit) => start == digit || (start == digit - 1 && _text[start] is '+' or '-');

    private TomlScalar ReadFloat(int start, int end)
    {
        if (end < _text.Length && _text[end] == '_')
        {
            throw new TomlError("bad float: `_` must be surrounded by digits", end, "invalid underscore", TomlError.FloatHint);
        }

        string word = _text[start..end].Replace("_", "", StringComparison.Ordinal);
        double value = word.TrimStart('+', '-') switch
        {
            "inf" => double.PositiveInfinity,
            "nan" => BitConverter.Int64BitsToDouble(0x7FF8000000000000),
            string digits => double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        if (double.IsInfinity(value) && !word.EndsWith("inf", StringComparison.Ordinal))
        {
            throw new TomlError("toml::parse_floating: failed to read floating point value from stream", end, "here");
        }

        _at = end;
        return Scalar(start, new NixFloat(word[0] == '-' ? -value : value));
    }

    private TomlScalar ReadInteger(int start, int end)
    {
        char kind = _text[start] == '0' && end > start + 1 ? _text[start + 1] : '\0';
        int sign = _text[start] is '+' or '-' ? 1 : 0;
        char prefix = _text[start + sign] == '0' && start + sign + 1 < _text.Length ? _text[start + sign + 1] : '\0';
        if (prefix is 'x' or 'o' or 'b' && kind != prefix)
        {
            throw NotPrefixed(prefix, start, sign);
        }

        string digits = _text[start..end].Replace("_", "", StringComparison.Ordinal);
        long? value = kind switch
        {
            'x' => FromDigits(digits[2..], 16),
            'o' => FromDigits(digits[2..], 8),
            'b' => FromDigits(digits[2..], 2),
            _ => long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long read) ? read : null,
        };
        if (value is not { } fits)
        {
            throw new TomlError(
                $"toml::parse_{NameOf(kind)}_integer: too large integer: current max {(kind == '\0' ? "digits" : "value")} = 2^63", end, "must be < 2^63");
        }

        _at = end;
        return Scalar(start, NixInt.Of(fits));
    }

    private static string NameOf(char prefix) => prefix switch { 'x' => "hex", 'o' => "oct", 'b' => "bin", _ => "dec" };

    private static TomlError NotPrefixed(char prefix, int start, int sign)
    {
        (string example, string expected) = prefix switch
        {
            'x' => ("0xC0FFEE, 0xdead_beef", "hex [0-9a-fA-F]"),
            'o' => ("0o775, 0o04_44", "from `0` to `7`"),
            _ => ("0b0101, 0b1111_0000", "0 or 1"),
        };
        string name = NameOf(prefix);
        return new TomlError(
            $"toml::parse_{name}_integer: invalid integer: {name}_int must be like: {example}",
            sign > 0 ? start : start + 2, "expected " + (sign > 0 ? "0" + prefix : expected));
    }

    private static long? FromDigits(string digits, int radix)
    {
        long value = 0;
        foreach (char c in digits)
        {
            if (value > (long.MaxValue / radix))
            {
                return null;
            }

            value = (value * radix) + Convert.ToInt32(c.ToString(), 16);
            if (value < 0)
            {
                return null;
            }
        }

        return value;
    }

    private bool IsDigitAt(int at) => at < _text.Length && char.IsAsciiDigit(_text[at]);

    /// <summary>Digits with single underscores between them; -1 for none.</summary>
    private int DigitsEnd(int at, Func<char, bool> isDigit)
    {
        if (at >= _text.Length || !isDigit(_text[at]))
        {
            return -1;
        }

        at++;
        while (at < _text.Length && (isDigit(_text[at]) || (_text[at] == '_' && at + 1 < _text.Length && isDigit(_text[at + 1]))))
        {
            at += _text[at] == '_' ? 2 : 1;
        }

        return at;
    }

    private int SignEnd(int at) => at < _text.Length && _text[at] is '+' or '-' ? at + 1 : at;

    private int DecimalEnd(int at)
    {
        at = SignEnd(at);
        return !IsDigitAt(at) ? -1 : _text[at] == '0' ? at + 1 : DigitsEnd(at, char.IsAsciiDigit);
    }

    private int IntegerEnd(int at)
    {
        char prefix = at + 1 < _text.Length && _text[at] == '0' ? _text[at + 1] : '\0';
        int end = prefix switch
        {
            'x' => DigitsEnd(at + 2, char.IsAsciiHexDigit),
            'o' => DigitsEnd(at + 2, c => c is >= '0' and <= '7'),
            'b' => DigitsEnd(at + 2, c => c is '0' or '1'),
            _ => -1,
        };
        return end >= 0 ? end : DecimalEnd(at);
    }

    private int FloatEnd(int at)
    {
        int word = SignEnd(at);
        if (string.CompareOrdinal(_text, word, "inf", 0, 3) == 0 || string.CompareOrdinal(_text, word, "nan", 0, 3) == 0)
        {
            return word + 3;
        }

        int whole = DecimalEnd(at);
        if (whole < 0)
        {
            return -1;
        }

        int fraction = whole < _text.Length && _text[whole] == '.' ? DigitsEnd(whole + 1, char.IsAsciiDigit) : -1;
        int from = fraction >= 0 ? fraction : whole;
        int exponent = from < _text.Length && _text[from] is 'e' or 'E' ? DigitsEnd(SignEnd(from + 1), char.IsAsciiDigit) : -1;
        return exponent >= 0 ? exponent : fraction;
    }
}
