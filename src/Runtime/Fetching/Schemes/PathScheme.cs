using System.Globalization;

namespace Tvix.Aot.Runtime.Fetching.Schemes;

/// <summary>Paths of this machine (PathInputScheme of path.cc).</summary>
internal sealed class PathScheme : InputScheme
{
    protected override string Type => "path";

    protected override bool HasVersions => false;

    protected override string[] Allowed { get; } = ["path", "rev", "revCount", "lastModified", "narHash"];

    protected override InputAttributes? TryUrl(InputUrl url, int pos)
    {
        if (url.Scheme != "path")
        {
            return null;
        }

        string path = url.Path;
        if (path.StartsWith("//", System.StringComparison.Ordinal))
        {
            path = path[2..];
            if (path.Split('/')[0] is { Length: > 0 } authority)
            {
                throw EvalErrors.Evaluation($"path URL '{url.Text}' should not have an authority ('{authority}')", pos);
            }
        }

        if (path.Contains("%2F", System.StringComparison.OrdinalIgnoreCase))
        {
            throw EvalErrors.BadUrl($"URL path component of '{url.Text}' contains '/', which is not allowed in file names", pos);
        }

        var input = new InputAttributes { ["type"] = Type, ["path"] = InputUrl.Decode(path) };
        foreach ((string name, string value) in url.Query)
        {
            input[name] = name switch
            {
                "rev" or "narHash" => value,
                "revCount" or "lastModified" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
                    : throw EvalErrors.Evaluation($"path URL '{url.Text}' has invalid parameter '{name}'", pos),
                _ => throw EvalErrors.Evaluation($"path URL '{url.Text}' has unsupported parameter '{name}'", pos),
            };
        }

        return input;
    }

    protected override void Check(InputAttributes input, int pos) => input.Required("path");

    public override string Show(InputAttributes input, (string Name, string Value)? dir) =>
        InputUrl.Join("path", InputUrl.Encode(input.Required("path"), InputUrl.InPath), QueryOf(input, dir, "rev", "revCount", "lastModified", "narHash"));
}
