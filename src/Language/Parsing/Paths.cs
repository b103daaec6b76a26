using System.Collections.Generic;

namespace Tvix.Aot.Language.Parsing;

/// <summary>Canonical absolute paths, without a look at any file system (canonPath of Nix).</summary>
public static class Paths
{
    /// <summary>Removes <c>.</c>, <c>..</c> and doubled slashes of an absolute path.</summary>
    public static string Canonicalize(string path)
    {
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

    public static string DirectoryOf(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path.Substring(0, slash);
    }
}
