using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>Git repositories, local and remote, through the git command (fetchers/git.cc).</summary>
internal static class GitFetcher
{
    private static readonly string s_noCommit = new('0', 40);

    public static FetchedTree Fetch(InputAttributes input, string name, int pos)
    {
        string url = input.Required("url");
        string? rev = input.Text("rev"), reference = input.Text("ref");
        if (url.StartsWith("file:", StringComparison.Ordinal))
        {
            string path = LocalPath(url);
            return FetchLocal(input, path, name, pos);
        }

        RefuseBoth(input, pos);
        string repository = Mirror(input, url, rev, reference, pos, out string resolved);
        return FetchRevision(input, repository, resolved, name, pos);
    }

    private static FetchedTree FetchLocal(InputAttributes input, string path, string name, int pos)
    {
        string? rev = input.Text("rev"), reference = input.Text("ref");
        if (!Path.Exists(path))
        {
            throw EvalErrors.Evaluation($"Git repository \"{path.ToBytes()}\" does not exist.", pos);
        }

        RefuseBoth(input, pos);
        if (EvalHost.Current.KindOfTarget(path.ToBytes() + "/.git") == FileKind.Missing)
        {
            return FetchRevision(input, path, FindInBare(input, path, pos), name, pos);
        }

        return rev == null && reference == null
            ? FetchWorkTree(input, path, name, pos)
            : FetchRevision(input, path, rev ?? ResolveLocal(path, reference!, pos), name, pos);
    }

    /// <summary>A short name is that of a branch.</summary>
    private static string FullName(string reference) =>
        reference == "HEAD" || reference.StartsWith("refs/", StringComparison.Ordinal) ? reference : "refs/heads/" + reference;

    private static void RefuseBoth(InputAttributes input, int pos)
    {
        if (input.Flag("exportIgnore") == true && input.Flag("submodules") == true)
        {
            throw EvalErrors.Evaluation("exportIgnore and submodules are not supported together yet", pos);
        }
    }

    /// <summary>The commit in a repository without work tree, which Nix fetches from as from a remote one.</summary>
    private static string FindInBare(InputAttributes input, string path, int pos)
    {
        string url = input.Required("url"), reference = input.Text("ref") ?? "HEAD";
        var git = new GitCommand(path);
        bool takesAll = input.Flag("allRefs") == true;
        string? tip = Directory.Exists(path) && git.Try(pos, "rev-parse", "--resolve-git-dir", ".") != null
            ? takesAll ? ResolveLocal(path, reference, pos) : git.Try(pos, "rev-parse", "--verify", "--quiet", ByteText.ToText(FullName(reference)) + "^{commit}")
            : null;
        if (tip == null)
        {
            throw EvalErrors.Evaluation($"Failed to fetch git repository '{url}'", pos);
        }

        if (input.Text("rev") is { } rev && !takesAll && git.Try(pos, "cat-file", "-e", rev) == null)
        {
            throw NotInBranch(git, rev, input.Text("ref"), url, pos);
        }

        return input.Text("rev") ?? tip;
    }

    private static string LocalPath(string url)
    {
        string path = InputUrl.LocalPath(url, "file://") ?? InputUrl.LocalPath(url, "file:")!;
        if (!path.StartsWith('/'))
        {
            EvalHost.Current.WriteError(
                $"warning: Fetching Git repository '{url}', which uses a path relative to the current directory. This is not supported and will stop working in a future release. "
                + "See https://github.com/NixOS/nix/issues/12281 for details.\n");
        }

        return Path.GetFullPath(path);
    }

    private static string ResolveLocal(string repository, string reference, int pos) =>
        new GitCommand(repository).Try(pos, "rev-parse", "--verify", "--quiet", ByteText.ToText(reference) + "^{commit}")
        ?? throw EvalErrors.Evaluation($"resolving Git reference '{reference}': revspec '{reference}' not found (libgit2 error code = 4)", pos);

    /// <summary>The commit that a branch or tag of a remote repository names.</summary>
    public static string ResolveRemote(string url, string reference, int pos)
    {
        string[] wanted = reference == "HEAD" || reference.StartsWith("refs/", StringComparison.Ordinal)
            ? [reference]
            : ["refs/heads/" + reference, "refs/tags/" + reference];
        string answer = new GitCommand(Path.GetTempPath()).Run(pos, ["ls-remote", ByteText.ToText(url), .. wanted.Select(ByteText.ToText)]);
        return answer.Length >= 40 ? answer[..40] : throw EvalErrors.Evaluation($"revspec '{reference}' not found in '{url}'", pos);
    }

    /// <summary>A bare copy of a remote repository in the cache that has the wanted commit. Histories that were cut off lie apart.</summary>
    private static string Mirror(InputAttributes input, string url, string? rev, string? reference, int pos, out string resolved)
    {
        bool isShallow = input.Flag("shallow") == true, takesAll = input.Flag("allRefs") == true;
        string place = MirrorOf(url, isShallow, pos);
        var git = new GitCommand(place);
        bool Has(string commit) => git.Try(pos, "cat-file", "-e", commit) != null;
        if (rev != null && Has(rev))
        {
            resolved = rev;
            return place;
        }

        if (reference == null)
        {
            FollowHead(git, url, pos);
        }

        string remote = reference ?? "HEAD";
        string branch = FullName(remote) is var full && full == "HEAD" ? "HEAD:refs/tvix-aot/HEAD" : $"{full}:{full}";
        string[] depth = isShallow ? ["--depth=1"] : [];
        bool Fetch(string refspec) => git.Try(pos, ["fetch", "--quiet", "--force", .. depth, "--", ByteText.ToText(url), ByteText.ToText(refspec)]) != null;
        // Not every server gives out a commit that no branch ends with.
        if (!Fetch(takesAll ? "refs/*:refs/*" : rev ?? branch) && (takesAll || rev == null || !Fetch(branch)))
        {
            throw EvalErrors.Evaluation($"Failed to fetch git repository '{url}'", pos);
        }

        resolved = rev == null ? ResolveLocal(place, remote == "HEAD" ? "refs/tvix-aot/HEAD" : remote, pos)
            : takesAll || Has(rev) ? rev
            : throw NotInBranch(git, rev, reference, url, pos);
        return place;
    }

    private static string MirrorOf(string url, bool isShallow, int pos)
    {
        string place = FetchCache.PlaceOf("git", url + (isShallow ? " shallow" : ""));
        if (!Directory.Exists(place))
        {
            string temporary = FetchCache.TemporaryFor(place);
            Directory.CreateDirectory(temporary);
            new GitCommand(temporary).Run(pos, "init", "--bare", "--quiet", ".");
            FetchCache.Settle(temporary, place);
        }

        return place;
    }

    /// <summary>Makes the HEAD of a copy name the branch that the remote one's does.</summary>
    private static void FollowHead(GitCommand git, string url, int pos)
    {
        const string Start = "ref: ";
        string? answer = git.Try(pos, "ls-remote", "--symref", "--", ByteText.ToText(url), "HEAD");
        if (answer?.StartsWith(Start, StringComparison.Ordinal) == true)
        {
            git.Try(pos, "symbolic-ref", "HEAD", ByteText.ToText(answer[Start.Length..].Split('\t')[0]));
        }
    }

    private static EvalException NotInBranch(GitCommand git, string rev, string? reference, string url, int pos)
    {
        string shown = reference ?? git.Try(pos, "symbolic-ref", "--quiet", "HEAD") ?? "HEAD";
        return EvalErrors.Evaluation(
            $"Cannot find Git revision '{rev}' in ref '{shown}' of repository '{url}'! "
            + "Please make sure that the rev exists on the ref you've specified or add allRefs = true; to fetchGit.",
            pos);
    }

    private static FetchedTree FetchRevision(InputAttributes input, string repository, string rev, string name, int pos)
    {
        var git = new GitCommand(repository);
        if (git.Try(pos, "cat-file", "-e", rev + "^{commit}") == null)
        {
            throw EvalErrors.Evaluation(
                git.Try(pos, "cat-file", "-e", rev) != null ? $"peeling Git object '{rev}'"
                : $"getting Git object '{rev}': {(rev == s_noCommit ? "odb: cannot read object: null OID cannot exist" : $"object not found - no match for id ({rev})")} (libgit2 error code = 9)",
                pos);
        }

        bool submodules = input.Flag("submodules") == true, exportIgnore = input.Flag("exportIgnore") == true;
        string place = FetchCache.PlaceOf("trees", $"git {rev} {submodules} {exportIgnore}");
        if (!Directory.Exists(place))
        {
            string temporary = FetchCache.TemporaryFor(place);
            if (submodules)
            {
                WriteWithSubmodules(repository, rev, temporary, pos);
            }
            else
            {
                GitTree.WriteRevision(repository, rev, temporary, exportIgnore, pos);
            }

            FetchCache.Settle(temporary, place);
        }

        return FetchedTree.Add(place, name, pos) with
        {
            Rev = rev,
            // Only messages name what HEAD is: those of what differs from what was given, and of flakes that were locked.
            Reference = input.Text("ref") ?? (!input.ContainsKey("rev") || input.ContainsKey("lastModified") || input.ContainsKey("revCount") ? git.Try(pos, "symbolic-ref", "--quiet", "HEAD") : null),
            RevCount = Count(git, input, rev, pos),
            LastModified = TimeOf(git, rev, pos),
            Submodules = submodules,
        };
    }

    private static void WriteWithSubmodules(string repository, string rev, string target, int pos)
    {
        string clone = target + ".clone";
        try
        {
            new GitCommand(Path.GetTempPath()).Run(pos, "clone", "--quiet", "--no-checkout", repository, clone);
            var git = new GitCommand(clone);
            git.Run(pos, "checkout", "--quiet", "--detach", rev);
            git.Run(pos, "-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive");
            GitTree.WriteWorkTree(clone, target, submodules: true, exportIgnore: false, pos);
        }
        finally
        {
            if (Directory.Exists(clone))
            {
                Directory.Delete(clone, recursive: true);
            }
        }
    }

    private static long? Count(GitCommand git, InputAttributes input, string rev, int pos) => input.Flag("shallow") == true
        ? null
        : long.Parse(git.Run(pos, "rev-list", "--count", rev), CultureInfo.InvariantCulture);

    private static long TimeOf(GitCommand git, string rev, int pos) =>
        long.Parse(git.Run(pos, "log", "-1", "--format=%ct", "--no-show-signature", rev), CultureInfo.InvariantCulture);

    /// <summary>A work tree as it lies there: what git tracks of it. Named by its commit only while nothing is changed.</summary>
    private static FetchedTree FetchWorkTree(InputAttributes input, string path, string name, int pos)
    {
        var git = new GitCommand(path);
        bool submodules = input.Flag("submodules") == true;
        string? head = git.Try(pos, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
        bool isClean = git.Run(pos, "status", "--porcelain", "--untracked-files=no").Length == 0;
        if (isClean && head != null)
        {
            return FetchRevision(input, path, head, name, pos);
        }

        if (!isClean)
        {
            EvalHost.Current.WriteError($"warning: Git tree '{path.ToBytes()}' is dirty\n");
        }

        string target = WorkTree.NewFolder();
        GitTree.WriteWorkTree(path, target, submodules, input.Flag("exportIgnore") == true, pos);
        return FetchedTree.Add(target, name, pos) with
        {
            DirtyRev = head,
            // Where nothing was ever committed, and nothing is to be.
            Rev = isClean ? s_noCommit : null,
            RevCount = isClean && input.Flag("shallow") != true ? 0 : null,
            Reference = isClean ? git.Try(pos, "symbolic-ref", "--quiet", "HEAD") : null,
            LastModified = head == null ? 0 : TimeOf(git, head, pos),
            Submodules = submodules,
        };
    }
}
