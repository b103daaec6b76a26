using System;
using System.Globalization;
using System.Linq;

namespace Tvix.Aot.Runtime.Fetching.Schemes;

/// <summary>Files and archives by URL (CurlInputScheme of tarball.cc).</summary>
internal sealed class CurlScheme(string type) : InputScheme
{
    protected override string Type => type;

    protected override bool HasVersions => false;

    protected override string[] Allowed { get; } = ["url", "narHash", "name", "unpack", "rev", "revCount", "lastModified"];

    protected override InputAttributes? TryUrl(InputUrl url, int pos)
    {
        string transport = url.Transport;
        if (transport is not ("http" or "https" or "file") || !IsOurs(url))
        {
            return null;
        }

        var input = new InputAttributes { ["type"] = Type, ["url"] = InputUrl.Join(transport, url.FullPath, url.Without(Allowed)) };
        Take(input, url, "narHash", "rev");

        foreach (string name in (string[])["revCount", "lastModified"])
        {
            if (url.Query.TryGetValue(name, out string? value) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                input[name] = number;
            }
        }

        return input;
    }

    // A reference to a flake is one to a tree: what is no archive by its name is one all the same.
    private bool IsOurs(InputUrl url) => url.Scheme.Contains('+', StringComparison.Ordinal)
        ? url.Scheme.StartsWith(Type + "+", StringComparison.Ordinal)
        : Type == "tarball";

    protected override void Check(InputAttributes input, int pos)
    {
        CheckUrl(input.Required("url"), pos);
        input.Text("narHash");
    }

    public override string Show(InputAttributes input, (string Name, string Value)? dir) => UrlWith(input, "", QueryOf(WithNarHash(input), dir, "narHash"));
}
