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

        var excerpt = new Excerpt(result, text, new string(' ', width + 2) + "|");
        excerpt.Margin("");
        for (int i = 0; i < _places.Count; i++)
        {
            if (i > 0)
            {
                excerpt.Margin(" ...");
                excerpt.Margin("");
            }

            (TomlRegion region, string note) = _places[i];
            int first = LineOf(text, Math.Min(region.Start, Math.Max(0, text.Length - 1))), last = LastLine(text, region);
            if (first == last)
            {
                excerpt.OfLine(region, first, note);
            }
            else
            {
                excerpt.OfLines(region, first, last, note);
            }
        }

        return result.Append(_hint).ToString();
    }

    private static int LastLine(string text, TomlRegion region) => region.Start >= text.Length
        ? LineOf(text, Math.Max(0, text.Length - 1)) + 1
        : LineOf(text, region.Start + Math.Max(1, region.Length) - 1);

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;

    /// <summary>Lines of the text with marks below them; of long lines what is near.</summary>
    private readonly struct Excerpt(StringBuilder result, string text, string margin)
    {
        private const int Before = 30;
        private const int After = 29;
        private const string Omitted = "... ";

        public void Margin(string what) => result.Append(margin).Append(what).Append('\n');

        public void OfLine(TomlRegion region, int line, string note)
        {
            int start = StartOfLine(region.Start), end = EndOfLine(region.Start), length = Math.Max(1, region.Length);
            int left = Line(line, start, region.Start, Math.Max(region.Start, Math.Min(end, region.Start + length)), end);
            Marks(left, length, " " + note);
        }

        /// <summary>The first line, and all of the text up to the last one as one line: so does toml11.</summary>
        public void OfLines(TomlRegion region, int first, int last, string note)
        {
            int from = Math.Min(region.Start, text.Length - 1), end = EndOfLine(from);
            int left = Line(first, StartOfLine(from), from, end, end);
            string and = last > first + 1 ? " and" : "";
            Marks(left, region.Start < text.Length ? end - from : 0, and);
            if (and.Length > 0)
            {
                result.Append(' ', margin.Length - 2 - Number(first + 1).Length).Append(Number(first + 1)).Append(" | ...\n");
                Marks(0, Omitted.Length - 1, and);
            }

            int to = Math.Min(region.Start + region.Length, text.Length), newLine = text.IndexOf('\n', StringComparison.Ordinal);
            to = region.Start < text.Length ? to : text.Length - 1;
            Marks(0, Line(last, 0, newLine, to, Math.Max(to, EndOfLine(Math.Min(to, text.Length - 1)))) + 1, " " + note);
        }

        /// <summary>A line, where it is long around what is marked.</summary>
        /// <returns>How far what is marked is from the left.</returns>
        private int Line(int number, int start, int from, int to, int end)
        {
            int cut = Math.Max(0, from - start - Before);
            int rest = Math.Min(end, to + After);
            result.Append(' ', margin.Length - 2 - Number(number).Length).Append(Number(number)).Append(" | ").Append(cut > 0 ? Omitted : "")
                .Append(Shown(text.AsSpan(start + cut, rest - start - cut))).Append(rest < end ? " ...\n" : "\n");
            return from - start - cut + (cut > 0 ? Omitted.Length : 0);
        }

        private void Marks(int left, int count, string note) =>
            result.Append(margin).Append(' ').Append(' ', left).Append('^', count).Append("--").Append(note).Append('\n');

        private int StartOfLine(int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

        private int EndOfLine(int at) => text.IndexOf('\n', at) is >= 0 and int end ? end : text.Length;
    }

    private static string Number(int line) => line.ToString(CultureInfo.InvariantCulture);

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
