using System;
using System.Globalization;
using System.IO;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>Mercurial repositories, local and remote, through the hg command (fetchers/mercurial.cc).</summary>
internal static class MercurialFetcher
{
    public static FetchedTree Fetch(InputAttributes input, string name, int pos)
    {
        string url = input.Required("url");
        string? rev = input.Text("rev"), reference = input.Text("ref");
        string? local = InputUrl.LocalPath(url, "file://");
        if (local != null && rev == null && reference == null && Directory.Exists(Path.Combine(local, ".hg"))
            && Run(pos, "status", "-R", local, "--modified", "--added", "--removed").Length > 0)
        {
            return FetchWorkTree(local, name, pos);
        }

        string repository = Mirror(local ?? ByteText.ToText(url), rev, pos);
        string[] found = Run(
            pos, "log", "-R", repository, "-r", ByteText.ToText(rev ?? reference ?? "default"), "--template", "{node} {rev} {branch}").Split(' ', 3);
        return FetchRevision(repository, found[0], name, pos) with
        {
            Rev = found[0],
            RevCount = long.Parse(found[1], CultureInfo.InvariantCulture),
            Reference = found[2],
        };
    }

    /// <summary>A copy of a repository in the cache that has the wanted revision, if that is known; else the newest.</summary>
    private static string Mirror(string source, string? rev, int pos)
    {
        string place = FetchCache.PlaceOf("hg", source.ToBytes());
        if (!Directory.Exists(place))
        {
            string temporary = FetchCache.TemporaryFor(place);
            Run(pos, "clone", "--noupdate", "--", source, temporary);
            FetchCache.Settle(temporary, place);
        }
        else if (rev == null || !Has(place, rev, pos))
        {
            Run(pos, "pull", "-R", place, "--", source);
        }

        return place;
    }

    private static bool Has(string repository, string rev, int pos)
    {
        (int code, string output, string errors) = Start(pos, "log", "-R", repository, "-r", rev, "--template", "1");
        Tell(errors);
        return code == 0 && output == "1";
    }

    private static FetchedTree FetchRevision(string repository, string rev, string name, int pos)
    {
        string place = FetchCache.PlaceOf("trees", "hg " + rev);
        if (!Directory.Exists(place))
        {
            string temporary = FetchCache.TemporaryFor(place);
            Run(pos, "archive", "-R", repository, "-r", rev, temporary);
            File.Delete(Path.Combine(temporary, ".hg_archival.txt"));
            FetchCache.Settle(temporary, place);
        }

        return FetchedTree.Add(place, name, pos);
    }

    /// <summary>A work tree with changes as it lies there: what Mercurial tracks of it.</summary>
    private static FetchedTree FetchWorkTree(string path, string name, int pos)
    {
        EvalHost.Current.WriteError($"warning: Mercurial tree '\"{path.ToBytes()}\"' is unclean\n");
        string branch = Run(pos, "branch", "-R", path).TrimEnd('\n');
        string files = Run(pos, "status", "-R", path, "--clean", "--modified", "--added", "--no-status", "--print0");
        string target = WorkTree.NewFolder();
        WorkTree.Copy(path, target, files.Split('\0', StringSplitOptions.RemoveEmptyEntries));
        return FetchedTree.Add(target, name, pos) with { Reference = branch };
    }

    /// <summary>What the command prints; its messages are the user's to see.</summary>
    private static string Run(int pos, params string[] arguments)
    {
        (int code, string output, string errors) = Start(pos, arguments);
        Tell(errors);
        return code == 0 ? output : throw EvalErrors.Evaluation($"hg failed with exit code {code}", pos);
    }

    private static void Tell(string errors)
    {
        if (errors.Length > 0)
        {
            EvalHost.Current.WriteError(errors.ToBytes());
        }
    }

    private static (int Code, string Output, string Errors) Start(int pos, params string[] arguments)
    {
        var tool = new ToolProcess("hg", Path.GetTempPath(), arguments);
        // The same answers whatever the user's settings.
        tool.Environment["HGPLAIN"] = "";
        return tool.Run(pos);
    }
}
