using System.Globalization;
using System.Text;

namespace Tvix.Aot.Runtime;

/// <summary>Errors as Nix prints them: the trace from the outside in, then the message with its place and lines.</summary>
public static class ErrorRenderer
{
    // Without --show-trace: enough of an endless recursion to see where it goes round.
    private const int FramesOfOverflow = 6;

    public static string Render(EvalException error, bool showTrace)
    {
        var text = new StringBuilder("error:");
        bool traced = false;
        int shown = 0;
        for (int i = error.Frames.Count - 1; i >= 0; i--)
        {
            ErrorFrame frame = error.Frames[i];
            bool overflow = error.ErrorKind == ErrorKind.StackOverflow && shown < FramesOfOverflow && frame.Position != 0;
            bool context = frame.Position == 0 && frame.Text.Length > 0 && !frame.Text.StartsWith("while calling", System.StringComparison.Ordinal);
            if (showTrace || overflow || context)
            {
                text.Append("\n       … ".ToBytes()).Append(frame.Text).Append('\n');
                AppendPlace(text, frame.Position, "         ");
                traced = true;
                shown++;
            }
        }

        if (traced && error.SkippedFrames > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n       ({error.SkippedFrames} more frames)\n");
        }

        if (traced && !showTrace)
        {
            text.Append("\n       (stack trace truncated; use '--show-trace' to show the full, detailed trace)\n");
        }

        text.Append(traced ? "\n       error: " : " ").Append(error.Message.Replace("\n", "\n       ", System.StringComparison.Ordinal)).Append('\n');
        AppendPlace(text, error.Position, "       ");
        if (error.Suggestion != null)
        {
            text.Append("       Did you mean ").Append(error.Suggestion).Append("?\n");
        }

        return text.ToString();
    }

    private static void AppendPlace(StringBuilder text, int position, string indent)
    {
        if (Positions.Resolve(position) is not { } at)
        {
            return;
        }

        text.Append(indent).Append("at ").Append(at.File).Append(CultureInfo.InvariantCulture, $":{at.Line}:{at.Column}:\n");
        if (Positions.FileOf(position)?.ReadText() is not { } source)
        {
            return;
        }

        string[] lines = source.Replace("\r\n", "\n", System.StringComparison.Ordinal).Split('\n', '\r');
        if (at.Line > lines.Length)
        {
            return;
        }

        AppendLine(text, lines, at.Line - 1, indent);
        AppendLine(text, lines, at.Line, indent);
        text.Append(indent).Append("      |").Append(' ', at.Column).Append("^\n");
        AppendLine(text, lines, at.Line + 1, indent);
    }

    private static void AppendLine(StringBuilder text, string[] lines, int number, string indent)
    {
        bool isLastEmpty = number == lines.Length && lines[^1].Length == 0;
        if (number >= 1 && number <= lines.Length && !isLastEmpty)
        {
            text.Append(indent).Append(CultureInfo.InvariantCulture, $"{number,6}| ").Append(lines[number - 1]).Append('\n');
        }
    }
}
