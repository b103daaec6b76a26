using System.Globalization;
using System.Text;

namespace Tvix.Aot.Runtime;

/// <summary>
/// An error as one line of JSON, with the members that Nix's own log has (<c>--log-format internal-json</c>): msg, raw_msg, file,
/// line, column, trace; and with kind and suggestion beside them.
/// </summary>
public static class ErrorJson
{
    public static string Render(EvalException error)
    {
        var text = new StringBuilder("{\"kind\":").Append(JsonWriter.Quote(error.ErrorKind.ToString()));
        text.Append(",\"level\":0,\"msg\":").Append(Text(ErrorRenderer.Render(error, showTrace: true).TrimEnd('\n')));
        text.Append(",\"raw_msg\":").Append(Text(error.Message));
        AppendPlace(text, error.Position);
        if (error.Suggestion != null)
        {
            text.Append(",\"suggestion\":").Append(Text(error.Suggestion));
        }

        text.Append(",\"trace\":[");
        for (int i = error.Frames.Count - 1; i >= 0; i--)
        {
            text.Append("{\"raw_msg\":").Append(Text(error.Frames[i].Text));
            AppendPlace(text, error.Frames[i].Position);
            text.Append(i > 0 ? "}," : "}");
        }

        return text.Append("]}\n").ToString();
    }

    private static void AppendPlace(StringBuilder text, int position)
    {
        if (Positions.Resolve(position) is { } at)
        {
            text.Append(",\"file\":").Append(Text(at.File))
                .Append(CultureInfo.InvariantCulture, $",\"line\":{at.Line},\"column\":{at.Column}");
        }
    }

    // Messages may quote bytes that are not UTF-8, which JSON cannot hold.
    private static string Text(string bytes) => JsonWriter.Quote(ByteText.ToText(bytes).ToBytes());
}
