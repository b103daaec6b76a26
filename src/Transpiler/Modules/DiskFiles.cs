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

    public bool FileExists(string path) => File.Exists(SourceText.OfCarrier(path));

    public bool DirectoryExists(string path) => Directory.Exists(SourceText.OfCarrier(path));

    public IEnumerable<string> NixFilesUnder(string directory)
    {
        var found = new List<string>();
        Collect(SourceText.OfCarrier(directory), found);
        return found.Select(SourceText.CarrierOf).OrderBy(f => f, StringComparer.Ordinal);
    }

    private static void Collect(string directory, List<string> found)
    {
        try
        {
            found.AddRange(Directory.GetFiles(directory, "*.nix"));
            foreach (string inner in Directory.GetDirectories(directory))
            {
                bool isLink = (File.GetAttributes(inner) & FileAttributes.ReparsePoint) != 0;
                if (!isLink && !Path.GetFileName(inner).StartsWith(".", StringComparison.Ordinal))
                {
                    Collect(inner, found);
                }
            }
        }
        catch (UnauthorizedAccessException)
        {
            // Whoever needs what cannot be looked at gets an error when that is needed.
        }
    }
}
