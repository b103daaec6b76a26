using System;
using System.IO;
using System.Text.Json;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>Archives of GitHub, GitLab and SourceHut (github.cc).</summary>
internal static class Forges
{
    public static FetchedTree Fetch(InputAttributes input, string name, int pos)
    {
        string owner = input.Required("owner"), repo = input.Required("repo");
        string host = input.Text("host") ?? input.Type switch { "github" => "github.com", "gitlab" => "gitlab.com", _ => "git.sr.ht" };
        string rev = input.Text("rev") ?? Resolve(input.Type, host, owner, repo, input.Text("ref") ?? "HEAD", pos);
        string url = input.Type switch
        {
            "gitlab" => $"https://{host}/api/v4/projects/{InputUrl.Encode($"{owner}/{repo}", "")}/repository/archive.tar.gz?sha={rev}",
            _ => $"https://{host}/{owner}/{repo}/archive/{rev}.tar.gz",
        };
        // The archive of a revision never changes.
        return TreeFetcher.FetchTarball(url, mayBeOld: true, name, pos) with { Rev = rev };
    }

    private static string Resolve(string type, string host, string owner, string repo, string reference, int pos)
    {
        if (type == "sourcehut")
        {
            return GitFetcher.ResolveRemote($"https://{host}/{owner}/{repo}", reference, pos);
        }

        string url = type == "gitlab"
            ? $"https://{host}/api/v4/projects/{InputUrl.Encode($"{owner}/{repo}", "")}/repository/commits?ref_name={InputUrl.Encode(reference, "")}"
            : host == "github.com" ? $"https://api.github.com/repos/{owner}/{repo}/commits/{reference}"
            : $"https://{host}/api/v3/repos/{owner}/{repo}/commits/{reference}";
        try
        {
            using JsonDocument answer = JsonDocument.Parse(File.ReadAllBytes(Download.ToFile(url, mayBeOld: false, pos)));
            JsonElement commit = answer.RootElement.ValueKind == JsonValueKind.Array ? answer.RootElement[0] : answer.RootElement;
            return commit.GetProperty(type == "gitlab" ? "id" : "sha").GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or System.Collections.Generic.KeyNotFoundException or IndexOutOfRangeException)
        {
            throw EvalErrors.Evaluation($"'{url}' did not name a commit: {e.Message.ToBytes()}", pos);
        }
    }
}
