using System;
using System.Linq;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Fetching.Schemes;

/// <summary>Git repositories (GitInputScheme of git.cc).</summary>
internal sealed class GitScheme : InputScheme
{
    private static readonly string[] s_texts = ["rev", "ref", "keytype", "publicKey", "publicKeys"];
    private static readonly string[] s_flags = ["shallow", "submodules", "lfs", "exportIgnore", "allRefs", "verifyCommit"];
    private static readonly string[] s_verification = ["verifyCommit", "keytype", "publicKey", "publicKeys"];

    protected override string Type => "git";

    protected override string[] Allowed { get; } =
    [
        "url", "ref", "rev", "shallow", "submodules", "lfs", "exportIgnore", "lastModified", "revCount", "narHash", "allRefs", "name", "dirtyRev",
        "dirtyShortRev", .. s_verification,
    ];

    protected override InputAttributes? TryUrl(InputUrl url, int pos)
    {
        if (url.Scheme != "git" && !url.Scheme.StartsWith("git+", StringComparison.Ordinal))
        {
            return null;
        }

        var input = new InputAttributes { ["type"] = Type };
        foreach ((string name, string value) in url.Query)
        {
            if (s_texts.Contains(name))
            {
                input[name] = value;
            }
            else if (s_flags.Contains(name))
            {
                input[name] = value == "1";
            }
        }

        input["url"] = InputUrl.Join(url.Transport, url.FullPath, url.Without([.. s_texts, .. s_flags]));
        return input;
    }

    protected override void Check(InputAttributes input, int pos)
    {
        if (input.Keys.Any(s_verification.Contains))
        {
            EvalHost.Current.Features.Require("verified-fetches", pos);
        }

        input.Flag("verifyCommit");
        if (input.Text("ref") is { } reference && !IsReference(reference))
        {
            throw EvalErrors.BadUrl($"invalid Git branch/tag name '{reference}'", pos);
        }

        input["url"] = FixUrl(input.Required("url"), pos);
        foreach (string flag in (string[])["shallow", "submodules", "allRefs"])
        {
            input.Flag(flag);
        }
    }

    /// <summary>A path, or scp's user@host:path, as a URL (fixGitURL).</summary>
    private static string FixUrl(string url, int pos)
    {
        int at = url.LastIndexOf('@'), colon = url.LastIndexOf(':');
        if (!url.StartsWith('/') && at >= 0 && colon > at && !url[..at].Contains('/', StringComparison.Ordinal))
        {
            url = $"ssh://{url[..colon]}/{url[(colon + 1)..]}";
        }

        if (!url.StartsWith("file:", StringComparison.Ordinal) && !url.Contains("://", StringComparison.Ordinal))
        {
            int first = url.IndexOf(':', StringComparison.Ordinal);
            bool isScp = first >= 0 && !url[..first].Contains('/', StringComparison.Ordinal);
            url = isScp ? throw EvalErrors.BadUrl($"SCP-like URL '{url}' is not supported; use SSH URL syntax instead (ssh://...)", pos)
                : (url.StartsWith('/') ? "file://" : "file:") + InputUrl.Encode(url, InputUrl.InPath);
        }

        CheckUrl(url, pos);
        return url;
    }

    protected override void SetVersion(InputAttributes input, string? reference, string? rev, int pos)
    {
        base.SetVersion(input, reference, rev, pos);
        if (input.ContainsKey("rev") && !input.ContainsKey("ref"))
        {
            throw EvalErrors.Evaluation($"Git input '{Show(input, null)}' has a commit hash but no branch/tag name", pos);
        }
    }

    public override string Show(InputAttributes input, (string Name, string Value)? dir)
    {
        string prefix = input.Required("url").StartsWith("git:", StringComparison.Ordinal) ? "" : "git+";
        return UrlWith(input, prefix, QueryOf(input, dir, "rev", "ref", "shallow", "lfs", "submodules", "exportIgnore", "verifyCommit", "keytype", "publicKey", "publicKeys"));
    }
}
