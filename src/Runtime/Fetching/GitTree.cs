using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>The files of a commit, or of a work tree as far as git tracks them, in a folder.</summary>
internal static class GitTree
{
    /// <summary>Writes the tree of a revision, without what its attributes exclude from exports if that is asked for.</summary>
    public static void WriteRevision(string repository, string revision, string target, bool exportIgnore, int pos)
    {
        string index = target + ".index";
        try
        {
            var git = new GitCommand(repository) { IndexFile = index };
            git.Run(pos, "read-tree", revision);
            HashSet<string> ignored = exportIgnore ? Ignored(git, pos, "--cached") : [];
            Directory.CreateDirectory(target);
            string list = git.Run(pos, "ls-tree", "-r", "-z", "--full-tree", revision);
            foreach (string line in list.Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                int tab = line.IndexOf('\t', StringComparison.Ordinal);
                string[] fields = line[..tab].Split(' ');
                string path = line[(tab + 1)..];
                if (!IsIgnored(path, ignored))
                {
                    WriteEntry(git, fields[0], fields[2], Path.Combine(target, ByteText.ToText(path)), pos);
                }
            }
        }
        finally
        {
            File.Delete(index);
        }
    }

    private static void WriteEntry(GitCommand git, string mode, string hash, string path, int pos)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        switch (mode)
        {
            case "160000":
                Directory.CreateDirectory(path); // a submodule: an empty folder
                break;
            case "120000":
                File.CreateSymbolicLink(path, ByteText.ToText(git.Feed(pos, "", "cat-file", "blob", hash)));
                break;
            default:
                git.RunToFile(pos, path, "cat-file", "blob", hash);
                if (mode == "100755" && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }

                break;
        }
    }

    /// <summary>Files and folders with the attribute export-ignore.</summary>
    private static HashSet<string> Ignored(GitCommand git, int pos, params string[] source)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string file in git.Run(pos, "ls-files", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            paths.Add(file);
            for (int slash = file.LastIndexOf('/'); slash > 0; slash = file.LastIndexOf('/', slash - 1))
            {
                paths.Add(file[..slash]);
            }
        }

        string[] answers = git.Feed(pos, string.Concat(paths.Select(p => p + "\0")), ["check-attr", .. source, "-z", "--stdin", "export-ignore"]).Split('\0');
        var ignored = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i + 2 < answers.Length; i += 3)
        {
            if (answers[i + 2] == "set")
            {
                ignored.Add(answers[i]);
            }
        }

        return ignored;
    }

    private static bool IsIgnored(string path, HashSet<string> ignored)
    {
        if (ignored.Count == 0)
        {
            return false;
        }

        for (int end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (ignored.Contains(path[..end]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Copies what git tracks of a work tree, as it lies there now.</summary>
    public static void WriteWorkTree(string workTree, string target, bool submodules, bool exportIgnore, int pos)
    {
        var git = new GitCommand(workTree);
        HashSet<string> ignored = exportIgnore ? Ignored(git, pos) : [];
        string list = submodules
            ? git.Run(pos, "ls-files", "-z", "--recurse-submodules")
            : git.Run(pos, "ls-files", "-z");
        WorkTree.Copy(workTree, target, list.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(name => !IsIgnored(name, ignored)));
    }
}
