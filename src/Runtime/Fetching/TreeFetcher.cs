using System;
using System.IO;
using System.Linq;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>Fetches what attributes describe: paths, files, tarballs, git repositories, and the archives of forges.</summary>
internal static class TreeFetcher
{
    /// <exception cref="EvalException">It cannot be fetched, or is not what its hash says.</exception>
    public static FetchedTree Fetch(InputAttributes input, string name, int pos)
    {
        CheckAttributes(input, pos);
        FetchedTree tree = input.Type switch
        {
            "path" => FetchPath(input, name, pos),
            "file" => FetchedTree.Add(Download.ToFile(input.Required("url"), input.ContainsKey("narHash"), pos), name, pos),
            "tarball" => FetchTarball(input.Required("url"), input.ContainsKey("narHash"), name, pos),
            "git" => GitFetcher.Fetch(input, name, pos),
            "github" or "gitlab" or "sourcehut" => Forges.Fetch(input, name, pos),
            "indirect" => throw EvalErrors.Unsupported($"looking up '{FlakeReference.Show(input)}' in a flake registry", pos),
            "hg" => throw EvalErrors.Unsupported("fetching with Mercurial", pos),
            _ => throw EvalErrors.Evaluation($"cannot show unsupported input '{input.AsJson()}'", pos),
        };
        if (input.Text("narHash") is { } expected && !Builtins.HashBuiltins.Parse(expected, "sha256", pos).Bytes.AsSpan().SequenceEqual(tree.NarHash))
        {
            throw EvalErrors.Evaluation(
                $"NAR hash mismatch in input '{FlakeReference.Show(input)}', expected '{expected}' but got '{tree.NarHashText}'", pos);
        }

        return tree with
        {
            Rev = tree.Rev ?? (input.Type == "path" || input.Type == "tarball" ? input.Text("rev") : null),
            LastModified = input.Number("lastModified") ?? tree.LastModified,
            RevCount = tree.RevCount ?? input.Number("revCount"),
        };
    }

    /// <summary>Whether what is fetched can never be anything else.</summary>
    public static bool IsLocked(InputAttributes input) => input.ContainsKey("narHash") || input.ContainsKey("rev");

    private static void CheckAttributes(InputAttributes input, int pos)
    {
        string[] allowed = input.Type switch
        {
            "path" => ["path", "rev", "revCount", "lastModified", "narHash"],
            "file" or "tarball" => ["url", "narHash", "rev", "revCount", "lastModified", "name", "unpack"],
            "git" => ["url", "ref", "rev", "shallow", "submodules", "exportIgnore", "lfs", "lastModified", "revCount", "narHash", "allRefs", "name",
                "dirtyRev", "dirtyShortRev", "verifyCommit", "keytype", "publicKey", "publicKeys"],
            "github" or "gitlab" or "sourcehut" => ["owner", "repo", "ref", "rev", "narHash", "lastModified", "host", "treeHash"],
            _ => [],
        };
        string? unknown = allowed.Length == 0 ? null : input.Keys.FirstOrDefault(k => k != "type" && !allowed.Contains(k));
        if (unknown != null)
        {
            throw EvalErrors.Evaluation($"input attribute '{unknown}' not supported by scheme '{input.Type}'", pos);
        }
    }

    private static FetchedTree FetchPath(InputAttributes input, string name, int pos)
    {
        string path = input.Required("path"), text = ByteText.ToText(path);
        if (!path.StartsWith('/'))
        {
            throw EvalErrors.Evaluation($"relative path '{path}' does not exist", pos);
        }

        if (EvalHost.Current.KindOf(path) == FileKind.Missing)
        {
            throw EvalErrors.Evaluation($"path '{path}' does not exist", pos);
        }

        return FetchedTree.Add(text, name, pos) with { LastModified = NewestIn(text) };
    }

    /// <summary>The time of the newest entry of a tree.</summary>
    private static long NewestIn(string path)
    {
        long newest = new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeSeconds();
        if (Directory.Exists(path) && new FileInfo(path).LinkTarget == null)
        {
            foreach (string entry in Directory.GetFileSystemEntries(path))
            {
                newest = Math.Max(newest, NewestIn(entry));
            }
        }

        return newest;
    }

    /// <summary>A tarball, unpacked; the folder in the cache is named by the archive's content.</summary>
    public static FetchedTree FetchTarball(string url, bool mayBeOld, string name, int pos)
    {
        string archive = Download.ToFile(url, mayBeOld, pos);
        string identity;
        using (FileStream file = File.OpenRead(archive))
        {
            identity = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
        }

        string place = FetchCache.PlaceOf("trees", identity);
        if (!Directory.Exists(place))
        {
            UnpackTo(archive, place, pos);
        }

        string[] parts = File.ReadAllText(Path.Combine(place, "newest")).Split(' ', 2);
        return FetchedTree.Add(Path.Combine(place, parts[1]), name, pos) with
        {
            LastModified = long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private static void UnpackTo(string archive, string place, int pos)
    {
        string temporary = FetchCache.TemporaryFor(place), contents = Path.Combine(temporary, "contents");
        try
        {
            Archives.Unpacked unpacked = Archives.Unpack(archive, contents, pos);
            File.WriteAllText(
                Path.Combine(temporary, "newest"),
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{unpacked.LastModified} {Path.GetRelativePath(temporary, unpacked.Folder)}"));
            FetchCache.Settle(temporary, place);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }
}
