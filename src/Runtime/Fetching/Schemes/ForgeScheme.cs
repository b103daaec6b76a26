using System;
using System.Linq;

namespace Tvix.Aot.Runtime.Fetching.Schemes;

/// <summary>Repositories on GitHub, GitLab and SourceHut (GitArchiveInputScheme of github.cc).</summary>
internal sealed class ForgeScheme(string type) : InputScheme
{
    protected override string Type => type;

    protected override string[] Allowed { get; } = ["owner", "repo", "ref", "rev", "narHash", "lastModified", "host", "treeHash"];

    protected override InputAttributes? TryUrl(InputUrl url, int pos)
    {
        if (url.Scheme != type)
        {
            return null;
        }

        string[] parts = url.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(InputUrl.Decode).ToArray();
        if (parts.Length < 2)
        {
            throw EvalErrors.BadUrl($"URL '{url.Text}' is invalid", pos);
        }

        var input = new InputAttributes { ["type"] = Type, ["owner"] = parts[0], ["repo"] = parts[1] };
        if (parts.Length > 2)
        {
            input[parts.Length == 3 && IsRevision(parts[2]) ? "rev" : "ref"] = string.Join('/', parts.Skip(2));
        }

        ReadQuery(input, url, pos);
        if (input.Text("ref") is { } reference && input.Text("rev") is { } rev)
        {
            throw EvalErrors.BadUrl($"URL '{url.Text}' contains both a commit hash and a branch/tag name {reference} {rev}", pos);
        }

        FixRevision(input, pos);
        return input;
    }

    private static void ReadQuery(InputAttributes input, InputUrl url, int pos)
    {
        if (url.Query.TryGetValue("rev", out string? rev))
        {
            input["rev"] = input.ContainsKey("rev") ? throw EvalErrors.BadUrl($"URL '{url.Text}' contains multiple commit hashes", pos) : rev;
        }

        if (url.Query.TryGetValue("ref", out string? reference))
        {
            input["ref"] = input.ContainsKey("ref") ? throw EvalErrors.BadUrl($"URL '{url.Text}' contains multiple branch/tag names", pos) : reference;
        }

        Take(input, url, "host", "narHash");
    }

    private static bool IsHost(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');

    protected override void Check(InputAttributes input, int pos)
    {
        input.Required("owner");
        input.Required("repo");
        if (input.Text("host") is { } host && !IsHost(host))
        {
            throw EvalErrors.BadUrl($"input {input.AsJson()} contains an invalid instance host", pos);
        }

        if (input.Text("ref") is not { } reference)
        {
            return;
        }

        if (!IsReference(reference))
        {
            throw EvalErrors.BadUrl($"input {input.AsJson()} contains an invalid branch/tag name", pos);
        }

        if (input.Text("rev") is { } rev)
        {
            throw EvalErrors.BadUrl($"input {input.AsJson()} contains both a commit hash ('{RevisionOf(rev, pos)}') and a branch/tag name ('{reference}')", pos);
        }
    }

    protected override void SetVersion(InputAttributes input, string? reference, string? rev, int pos)
    {
        if (reference != null && rev != null)
        {
            throw EvalErrors.BadUrl($"cannot apply both a commit hash ({rev}) and a branch/tag name ('{reference}') to input '{Show(input, null)}'", pos);
        }

        base.SetVersion(input, reference, rev, pos);
        input.Remove(rev != null ? "ref" : "rev");
    }

    public override string Show(InputAttributes input, (string Name, string Value)? dir)
    {
        return InputUrl.Join(Type, Path(input, "owner", "repo"), QueryOf(WithNarHash(input), dir, "narHash", "host"));
    }
}
