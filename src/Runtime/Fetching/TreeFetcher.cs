using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Fetching.Schemes;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>Fetches what attributes describe: paths, files, tarballs, git repositories, and the archives of forges.</summary>
internal static class TreeFetcher
{
    /// <exception cref="EvalException">It cannot be fetched, or is not what its hash says.</exception>
    public static FetchedTree Fetch(InputAttributes input, string name, int pos)
    {
        InputScheme scheme = InputScheme.Of(input, pos);
        InputScheme.FixRevision(input, pos);
        FetchedTree tree;
        byte[]? expected;
        try
        {
            // What is downloaded may be there already, under its hash.
            expected = input.Type is "git" or "path" ? null : InputScheme.NarHash(input, pos);
            tree = FetchUnchecked(scheme, input, expected, name, pos);
            expected ??= InputScheme.NarHash(input, pos);
            if (input.Type is "git" or "hg")
            {
                CheckLocks(scheme, input, tree, pos);
            }
        }
        catch (EvalException e) when (input.Type != "indirect" && e.AddFrame($"while fetching the input '{scheme.Show(input)}'", 0))
        {
            throw;
        }

        if (IsOther(tree, expected))
        {
            // Nix names them in this order.
            throw HashMismatch(scheme, input, tree.NarHashText, FetchedTree.Sri(expected), pos);
        }

        return tree with
        {
            Rev = tree.Rev ?? (input.Type is "path" or "tarball" or "file" ? input.Text("rev") : null),
            LastModified = input.Number("lastModified") ?? tree.LastModified,
            RevCount = tree.RevCount ?? input.Number("revCount"),
        };
    }

    private static FetchedTree FetchUnchecked(InputScheme scheme, InputAttributes input, byte[]? expected, string name, int pos)
    {
        string type = input.Type;
        FetchedTree tree = type switch
        {
            "path" => FetchPath(scheme, input, name, pos),
            "file" => FetchedTree.Add(Download.ToFile(input.Required("url"), input.ContainsKey("narHash"), pos), name, pos),
            "tarball" => FetchTarball(input.Required("url"), input.ContainsKey("narHash"), name, pos),
            "git" => GitFetcher.Fetch(input, name, pos),
            "hg" => MercurialFetcher.Fetch(input, name, pos),
            "indirect" => throw EvalErrors.Evaluation($"indirect input '{scheme.Show(input)}' cannot be fetched directly", pos),
            _ => Forges.Fetch(input, name, pos),
        };
        if (type is "file" or "tarball" && IsOther(tree, expected))
        {
            throw HashMismatch(scheme, input, FetchedTree.Sri(expected), tree.NarHashText, pos);
        }

        return tree;
    }

    private static bool IsOther(FetchedTree tree, [NotNullWhen(true)] byte[]? expected) => expected != null && !expected.AsSpan().SequenceEqual(tree.NarHash);

    private static EvalException HashMismatch(InputScheme scheme, InputAttributes input, string expected, string got, int pos) =>
        EvalErrors.Evaluation($"NAR hash mismatch in input '{scheme.Show(input)}', expected '{expected}' but got '{got}'", pos);

    /// <summary>What was given and found must agree (Input::checkLocks).</summary>
    private static void CheckLocks(InputScheme scheme, InputAttributes input, FetchedTree tree, int pos)
    {
        string Found()
        {
            InputAttributes found = input.Copy();
            if (tree.Reference != null)
            {
                found["ref"] = tree.Reference;
            }

            if (tree.Rev != null)
            {
                found["rev"] = tree.Rev;
            }

            return scheme.Show(found);
        }

        if (input.Number("lastModified") is { } time && tree.LastModified is { } modified && time != modified)
        {
            throw EvalErrors.Evaluation($"'lastModified' attribute mismatch in input '{Found()}', expected {time}, got {modified}", pos);
        }

        if (input.Number("revCount") is { } given && tree.RevCount is { } count && given != count)
        {
            throw EvalErrors.Evaluation($"'revCount' attribute mismatch in input '{Found()}', expected {given}", pos);
        }
    }

    /// <summary>Whether what is fetched can never be anything else.</summary>
    public static bool IsLocked(InputAttributes input) => input.ContainsKey("narHash") || input.ContainsKey("rev");

    private static FetchedTree FetchPath(InputScheme scheme, InputAttributes input, string name, int pos)
    {
        string path = input.Required("path"), text = ByteText.ToText(path);
        if (!path.StartsWith('/'))
        {
            throw EvalErrors.Evaluation($"cannot fetch input '{scheme.Show(input)}' because it uses a relative path", pos);
        }

        if (!EvalHost.Current.IsOnMachine(path))
        {
            throw EvalErrors.Evaluation($"path '/{PathText.Canonicalize(path)}' does not exist", pos);
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
        string archive = ArchiveOf(url, mayBeOld, pos);
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
        long newest = long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
        return FetchedTree.Add(Path.Combine(place, parts[1]), name, pos) with
        {
            LastModified = newest < 0 ? null : newest,
        };
    }

    private static string ArchiveOf(string url, bool mayBeOld, int pos)
    {
        if (InputUrl.LocalPath(url, "file://") is { } path && !File.Exists(path))
        {
            throw EvalErrors.Evaluation($"tarball \"{path.ToBytes()}\" {(Directory.Exists(path) ? "is a directory, not a file" : "does not exist")}.", pos);
        }

        try
        {
            return Download.ToFile(url, mayBeOld, pos);
        }
        catch (EvalException e) when (url.StartsWith("file://", StringComparison.Ordinal))
        {
            throw EvalErrors.Evaluation($"Failed to open archive (Source threw exception: error: {e.Message})", pos);
        }
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
