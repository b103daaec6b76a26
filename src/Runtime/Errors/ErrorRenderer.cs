using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Tvix.Aot.Runtime;

/// <summary>Errors as Nix prints them: the trace from the outside in, then the message with its place and lines (showErrorInfo).</summary>
public sealed class ErrorRenderer
{
    // Without --show-trace Nix ends a trace when this many lines and places have been shown.
    private const int ShortTrace = 3;
    private const int FewRepeated = 5;

    // As wide as "error: ".
    private const string Indent = "       ";

    private readonly StringBuilder _text = new("error:");
    private readonly HashSet<(string Text, int Position)> _seen = [];
    private readonly List<ErrorFrame> _skipped = [];
    private int _count;

    private ErrorRenderer()
    {
    }

    public static string Render(EvalException error, bool showTrace) => new ErrorRenderer().Write(error, showTrace);

    private string Write(EvalException error, bool showTrace)
    {
        bool truncated = false, any = false;
        for (int i = error.Frames.Count - 1; i >= 0; i--)
        {
            ErrorFrame frame = error.Frames[i];
            if (frame.Text.Length == 0 || (frame.Weight == FrameWeight.Detail && !showTrace))
            {
                continue;
            }

            any = true;
            truncated |= !showTrace && _count > ShortTrace;
            if (!truncated || frame.Weight == FrameWeight.Always)
            {
                Add(frame);
            }
        }

        AddSkipped();
        if (any && error.SkippedFrames > 0)
        {
            _text.Append(CultureInfo.InvariantCulture, $"\n       ({error.SkippedFrames} more frames)\n");
        }

        if (truncated)
        {
            _text.Append("\n       (stack trace truncated; use '--show-trace' to show the full, detailed trace)\n");
        }

        _text.Append(any ? "\n       error: " : " ").Append(error.Message.Replace("\n", "\n       ", StringComparison.Ordinal)).Append('\n');
        AppendPlace(_text, error.Position, "       ");
        if (error.Suggestion != null)
        {
            _text.Append("       Did you mean ").Append(error.Suggestion).Append("?\n");
        }

        const string LastLine = "\n       \n";
        string text = _text.ToString();
        return error.EndsInLine ? TrimmedLines(text[..^LastLine.Length]) + LastLine : Trimmed(text);
    }

    /// <summary>No spaces at the end of a line, none of any kind at the end of all (indent and chomp of error.cc).</summary>
    private static string Trimmed(string text) => TrimmedLines(text.TrimEnd(s_blanks)) + "\n";

    private static string TrimmedLines(string text) => string.Join('\n', Array.ConvertAll(text.Split('\n'), static line => line.TrimEnd(s_blanks)));

    /// <summary>A message behind a word that says what it is, its lines below one another; an empty one is an empty line.</summary>
    internal static string Prefixed(string prefix, string message)
    {
        message = message.TrimEnd(s_blanks);
        return message.Length == 0 ? "\n" : Trimmed(prefix + message.Replace("\n", "\n" + new string(' ', prefix.Length), StringComparison.Ordinal));
    }

    private static readonly char[] s_blanks = [' ', '\t', '\r', '\n'];

    private void Add(ErrorFrame frame)
    {
        if (!_seen.Add((frame.Text, frame.Position)))
        {
            _skipped.Add(frame);
            return;
        }

        AddSkipped();
        _count++;
        Show(frame);
    }

    private void Show(ErrorFrame frame)
    {
        _text.Append("\n       … ".ToBytes()).Append(frame.Text.Replace("\n", "\n       ", StringComparison.Ordinal)).Append('\n');
        if (Positions.Resolve(frame.Position) != null)
        {
            _count++;
            AppendPlace(_text, frame.Position, "         ");
        }
    }

    /// <summary>Lines that were there before: a few are shown again, many are counted.</summary>
    private void AddSkipped()
    {
        if (_skipped.Count is > 0 and <= FewRepeated)
        {
            _skipped.ForEach(Show);
        }
        else if (_skipped.Count > 0)
        {
            _text.Append(CultureInfo.InvariantCulture, $"\n       ({_skipped.Count} duplicate frames omitted)\n");
        }

        _skipped.Clear();
    }

    private static void AppendPlace(StringBuilder text, int position, string indent)
    {
        if (Positions.Resolve(position) is not { } at)
        {
            return;
        }

        text.Append(indent).Append("at ").Append(at.File).Append(CultureInfo.InvariantCulture, $":{at.Line}:{at.Column}:\n");
        if (Positions.FileOf(position)?.ReadText() is not { Length: > 0 } source)
        {
            return;
        }

        string[] lines = source.Replace("\r\n", "\n", System.StringComparison.Ordinal).Split('\n', '\r');
        if (at.Line > lines.Length)
        {
            return;
        }

        AppendLine(text, lines, at.Line - 1);
        AppendLine(text, lines, at.Line);
        text.Append(Indent).Append("      |").Append(' ', at.Column).Append("^\n");
        AppendLine(text, lines, at.Line + 1);
    }

    // Nix cuts blanks off the end of every line of a message.
    private static void AppendLine(StringBuilder text, string[] lines, int number)
    {
        if (number >= 1 && number <= lines.Length)
        {
            text.Append(Indent).Append(string.Create(CultureInfo.InvariantCulture, $"{number,6}| {lines[number - 1]}").TrimEnd(' ', '\t', '\r')).Append('\n');
        }
    }
}
