using System;
using System.Globalization;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>Dates and times.</summary>
internal sealed partial class TomlReader
{
    private TomlDate Date(int start, int end)
    {
        _at = end;
        return new TomlDate(new TomlRegion(start, end - start), TomlTimestamp.Normalize(_text[start..end]));
    }

    /// <param name="end">Of the date.</param>
    private TomlDate ReadDate(int start, int end)
    {
        char next = end < _text.Length ? _text[end] : '\0';
        int time = next is 'T' or 't' or ' ' ? TimeEnd(end + 1) : -1;
        if (time >= 0)
        {
            return ReadDateTime(start, end + 1, time);
        }

        if (next is 'T' or 't' || (next == ' ' && IsDigitAt(end + 1)))
        {
            (int at, string expected) = Mismatch(end + 1, "dd:dd:dd");
            throw new TomlError("bad time: must be HH:MM:SS.subsec", at, "expected " + expected, TomlError.TimeHint);
        }

        if (char.IsAsciiDigit(next))
        {
            throw new TomlError("bad datetime: missing T or space", end, "expected T, t, or 0x20(SPACE)", TomlError.TimeHint);
        }

        CheckDate(start);
        return Date(start, end);
    }

    private TomlDate ReadDateTime(int start, int time, int end)
    {
        char next = end < _text.Length ? _text[end] : '\0';
        int offset = next is 'Z' or 'z' ? end + 1 : next is '+' or '-' && Mismatch(end + 1, "dd:dd").At < 0 ? end + 6 : -1;
        if (offset < 0 && next is '+' or '-')
        {
            (int at, string expected) = Mismatch(end + 1, "dd:dd");
            throw new TomlError("bad offset: must be [+-]HH:MM or Z", at, "expected z or Z or " + expected, TomlError.OffsetHint);
        }

        CheckDate(start);
        CheckTime(time);
        if (offset > end + 1 && (NumberAt(end + 1, 2) > 24 || NumberAt(end + 4, 2) > 60))
        {
            throw new TomlError("toml::parse_offset_datetime: too large offset: |hour| <= 24, |minute| <= 60", new TomlRegion(start, offset - start), "here");
        }

        return Date(start, offset < 0 ? end : offset);
    }

    private void CheckDate(int start)
    {
        int year = NumberAt(start, 4), month = NumberAt(start + 5, 2), day = NumberAt(start + 8, 2);
        _at = start + 10;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Math.Max(year, 1), month))
        {
            throw new TomlError(
                "toml::parse_local_date: invalid date.", start, "month must be 01-12, day must be any of 01-28,29,30,31 depending on the month/year.");
        }
    }

    private void CheckTime(int start)
    {
        _at = TimeEnd(start);
        if (NumberAt(start, 2) > 23 || NumberAt(start + 3, 2) > 59)
        {
            throw new TomlError("toml::parse_local_time: invalid time.", start, "hour must be 00-23, minute must be 00-59.");
        }

        if (NumberAt(start + 6, 2) > 60)
        {
            throw new TomlError("toml::parse_local_time: invalid time.", start, "second must be 00-60.");
        }
    }

    private int NumberAt(int at, int length) => int.Parse(_text.AsSpan(at, length), NumberStyles.None, CultureInfo.InvariantCulture);

    private int DateEnd(int at) => Mismatch(at, "dddd-dd-dd").At < 0 ? at + 10 : -1;

    private int TimeEnd(int at)
    {
        if (Mismatch(at, "dd:dd:dd").At >= 0)
        {
            return -1;
        }

        at += 8;
        if (at < _text.Length && _text[at] == '.' && IsDigitAt(at + 1))
        {
            at++;
            while (IsDigitAt(at))
            {
                at++;
            }
        }

        return at;
    }

    /// <summary>The first place that is not as a pattern of digits (<c>d</c>) and other characters wants it, and what it wants; -1 for none.</summary>
    private (int At, string Expected) Mismatch(int at, string pattern)
    {
        for (int i = 0; i < pattern.Length; i++, at++)
        {
            if (pattern[i] == 'd' ? !IsDigitAt(at) : at >= _text.Length || _text[at] != pattern[i])
            {
                return (at, pattern[i] == 'd' ? "digit [0-9]" : pattern[i].ToString());
            }
        }

        return (-1, "");
    }
}
