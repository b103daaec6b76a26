using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>A part of a document.</summary>
internal readonly record struct TomlRegion(int Start, int Length);

/// <summary>What is wrong with a document, in the words of toml11, the library that Nix reads TOML with, and with its excerpts.</summary>
internal sealed class TomlError : Exception
{
    public const string IntegerHint = "Hint: valid  : -42, 1_000, 1_2_3_4_5, 0xC0FFEE, 0b0010, 0o755\nHint: invalid: _42, 1__000, 0123\n";
    public const string FloatHint = "Hint: valid  : +1.0, -2e-2, 3.141_592_653_589, inf, nan\nHint: invalid: .0, 1., _1.0, 1.0_, 1_.0, 1.0__0\n";
    public const string TimeHint = "Hint: valid  : 1979-05-27T07:32:00, 1979-05-27 07:32:00.999999\nHint: invalid: 1979-05-27T7:32:00, 1979-05-27 17:32\n";
    public const string DateTimeHint =
        "Hint: valid  : 1979-05-27T07:32:00-07:00, 1979-05-27 07:32:00.999999Z\nHint: invalid: 1979-05-27T7:32:00-7:00, 1979-05-27 7:32-00:30";

    public const string OffsetHint = "Hint: valid  : +09:00, -05:30\nHint: invalid: +9:00,  -5:30\n";
    public const string KeyHint = "Hint: non-ASCII scripts are allowed in toml v1.1.0, but not in v1.0.0.\n";
    public const string CommentHint = "Hint: most of the control characters are not allowed in comments";

    private readonly string _title;
    private readonly string _hint;
    private readonly List<(TomlRegion Region, string Text)> _places = [];

    public TomlError(string title, int at, string text, string hint = "")
        : this(title, new TomlRegion(at, 1), text, hint)
    {
    }

    public TomlError(string title, TomlRegion region, string text, string hint = "")
    {
        _title = title;
        _hint = hint;
        _places.Add((region, text));
    }

    /// <summary>Another document than the one that is read, of which the place is a part: an escape sequence on its own.</summary>
    public string? OtherText { get; init; }

    /// <summary>Whether it is about where a value went, not about how it is written.</summary>
    public bool IsAboutPlaces => _places.Count > 1;

    public TomlError And(TomlRegion region, string text)
    {
        _places.Add((region, text));
        return this;
    }

    /// <summary>The message: a title, an excerpt for each place, a hint.</summary>
    public string Render(string document)
    {
        string text = OtherText ?? document;
        var result = new StringBuilder($"[error] {_title}\n --> {(OtherText == null ? "fromTOML" : "internal temporary")}\n");
        int width = 0;
        foreach ((TomlRegion region, _) in _places)
        {
            width = Math.Max(width, Number(LastLine(text, region)).Length);
        }

        string margin = new string(' ', width + 2) + "|";
        result.Append(margin).Append('\n');
        for (int i = 0; i < _places.Count; i++)
        {
            result.Append(i == 0 ? "" : $"{margin} ...\n{margin}\n");
            (TomlRegion region, string note) = _places[i];
            if (region.Start >= text.Length)
            {
                AppendEnd(result, text, margin, note);
                continue;
            }

            int start = StartOfLine(text, region.Start);
            AppendLine(result, text, start, LineOf(text, region.Start), margin);
            result.Append(margin).Append(' ').Append(' ', region.Start - start).Append('^', Math.Max(1, region.Length)).Append("-- ").Append(note).Append('\n');
        }

        return result.Append(_hint).ToString();
    }

    // toml11 takes the place behind the text to begin in the line before and to end in one of all the text.
    private static void AppendEnd(StringBuilder result, string text, string margin, string note)
    {
        int last = text.Length > 0 ? text.Length - 1 : 0, start = StartOfLine(text, last), line = LineOf(text, last);
        AppendLine(result, text, start, line, margin);
        result.Append(margin).Append(' ').Append(' ', last - start).Append("--\n");
        string number = Number(line + 1);
        result.Append(' ', margin.Length - 2 - number.Length).Append(number).Append(" | ").Append(Shown(text.AsSpan(0, last))).Append('\n');
        int first = text.IndexOf('\n', StringComparison.Ordinal);
        result.Append(margin).Append(' ').Append('^', first + 1).Append("-- ").Append(note).Append('\n');
    }

    private static void AppendLine(StringBuilder result, string text, int start, int line, string margin)
    {
        int end = text.IndexOf('\n', start);
        string number = Number(line);
        result.Append(' ', margin.Length - 2 - number.Length).Append(number).Append(" | ").Append(Shown(text.AsSpan(start, (end < 0 ? text.Length : end) - start))).Append('\n');
    }

    private static int LastLine(string text, TomlRegion region) => region.Start >= text.Length ? LineOf(text, Math.Max(0, text.Length - 1)) + 1 : LineOf(text, region.Start);

    private static string Number(int line) => line.ToString(CultureInfo.InvariantCulture);

    private static int StartOfLine(string text, int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;

    /// <summary>Bytes that are no printable ASCII as their numbers.</summary>
    private static string Shown(ReadOnlySpan<char> line)
    {
        var shown = new StringBuilder();
        foreach (char c in line)
        {
            shown.Append(c is >= ' ' and <= '~' ? c.ToString() : NameOf(c));
        }

        return shown.ToString();
    }

    private static string NameOf(char c) => c switch
    {
        '\t' => "0x09(TAB)",
        '\n' => "0x0a(LINE FEED)",
        '\r' => "0x0d(CARRIAGE RETURN)",
        _ => "0x" + ((int)c).ToString("x2", CultureInfo.InvariantCulture),
    };
}
