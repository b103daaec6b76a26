using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Transpiler.Modules;

/// <summary>The real file system.</summary>
public sealed class DiskFiles : INixFiles
{
    public byte[]? TryRead(string path)
    {
        string file = SourceText.OfCarrier(path);
        try
        {
            return File.Exists(file) ? File.ReadAllBytes(file) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public bool DirectoryExists(string path) => Directory.Exists(SourceText.OfCarrier(path));

    public IEnumerable<string> NixFilesUnder(string directory)
    {
        var found = new List<string>();
        Collect(SourceText.OfCarrier(directory), found);
        return found.Select(SourceText.CarrierOf).OrderBy(f => f, StringComparer.Ordinal);
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
