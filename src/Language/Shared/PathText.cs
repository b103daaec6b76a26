using System;
using System.Collections.Generic;

namespace Tvix.Aot.Language.Shared;

/// <summary>Canonical absolute paths, without a look at any file system (canonPath of Nix).</summary>
internal static class PathText
{
    /// <summary>Removes <c>.</c>, <c>..</c> and doubled slashes of an absolute path.</summary>
    public static string Canonicalize(string path)
    {
        if (IsCanonical(path))
        {
            return path;
        }

        var kept = new List<string>();
        foreach (string part in path.Split('/'))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part != "..")
            {
                kept.Add(part);
            }
            else if (kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }
        }

        return "/" + string.Join("/", kept);
    }

    private static bool IsCanonical(string path) =>
        path.Length > 1 && path[0] == '/' && path[path.Length - 1] != '/'
        && path.IndexOf("//", StringComparison.Ordinal) < 0 && path.IndexOf("/.", StringComparison.Ordinal) < 0;

    /// <summary>As many symlinks as Nix follows for one path (resolveExprPath).</summary>
    public const int MostLinks = 1023;

    /// <summary>What a symlink means: its target is a path, or starts from the folder of the symlink.</summary>
    public static string TargetOf(string link, string target) => Canonicalize(target.Length > 0 && target[0] == '/' ? target : DirectoryOf(link) + "/" + target);

    /// <summary>The part before the last slash, <c>/</c> at the top.</summary>
    public static string DirectoryOf(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path.Substring(0, slash);
    }
}
