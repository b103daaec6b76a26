using System;
using System.Collections.Generic;
using System.IO;

namespace Tvix.Aot.Transpiler.Modules;

/// <summary>The real file system.</summary>
public sealed class DiskFiles : INixFiles
{
    public byte[]? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public bool DirectoryExists(string path) => Directory.Exists(path);

    public IEnumerable<string> NixFilesUnder(string directory)
    {
        var found = new List<string>();
        Collect(directory, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static void Collect(string directory, List<string> found)
    {
        foreach (string file in Directory.EnumerateFiles(directory, "*.nix"))
        {
            found.Add(file);
        }

        foreach (string inner in Directory.EnumerateDirectories(directory))
        {
            bool isLink = (File.GetAttributes(inner) & FileAttributes.ReparsePoint) != 0;
            if (!isLink && !Path.GetFileName(inner).StartsWith(".", StringComparison.Ordinal))
            {
                Collect(inner, found);
            }
        }
    }
}
