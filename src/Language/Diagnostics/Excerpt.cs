using System.Globalization;
using System.Text;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Language.Diagnostics;

/// <summary>The lines around a place with a caret under it, laid out as Nix lays them out.</summary>
public static class Excerpt
{
    public static void Append(StringBuilder text, SourceText source, LinePosition at, string indent)
    {
        text.Append(indent).Append("at ").Append(source.Path).Append(':')
            .Append(at.Line.ToString(CultureInfo.InvariantCulture)).Append(':')
            .Append(at.Column.ToString(CultureInfo.InvariantCulture)).Append(":\n");
        if (source.Bytes.Length == 0)
        {
            return;
        }

        AppendLine(text, source, at.Line - 1, indent);
        AppendLine(text, source, at.Line, indent);
        text.Append(indent).Append("      |").Append(' ', at.Column).Append("^\n");
        AppendLine(text, source, at.Line + 1, indent);
    }

    private static void AppendLine(StringBuilder text, SourceText source, int number, string indent)
    {
        if (source.Line(number) is { } line)
        {
            text.Append(indent).Append(number.ToString(CultureInfo.InvariantCulture).PadLeft(6)).Append(("| " + line).TrimEnd(' ', '\t', '\r')).Append('\n');
        }
    }
}
