using System;
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

        if (url.Authority?.Split('@')[^1].Split(':')[0] is { Length: > 0 })
        {
            throw EvalErrors.Evaluation($"path URL '{url.Text}' should not have an authority ('{url.Authority}')", pos);
        }

        if (InputUrl.WrongPart(url.Path) is { } problem)
        {
            throw EvalErrors.BadUrl(problem, pos);
        }

        var input = new InputAttributes { ["type"] = Type, ["path"] = PathOf(url) };
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

    /// <summary>Slashes that follow one another are one.</summary>
    private static string PathOf(InputUrl url)
    {
        string path = InputUrl.Decode(url.Path);
        string parts = string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
        return (path.StartsWith('/') || parts.Length == 0 ? "/" : "") + parts + (path.EndsWith('/') && parts.Length > 0 ? "/" : "");
    }

    protected override void Check(InputAttributes input, int pos) => input.Required("path");

    public override string Show(InputAttributes input, (string Name, string Value)? dir) =>
        InputUrl.Join("path", InputUrl.Encode(input.Required("path"), InputUrl.InPath), QueryOf(input, dir, "rev", "revCount", "lastModified", "narHash"));
}
