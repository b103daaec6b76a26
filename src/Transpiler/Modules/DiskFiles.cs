using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Tvix.Aot.Language.Shared;
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

    public string ResolveLink(string path)
    {
        for (int i = 0; i < PathText.MostLinks && TargetOf(path) is { } target; i++)
        {
            path = PathText.TargetOf(path, target);
        }

        return path;
    }

    // What .NET Standard has for it tells only that something is a link.
    private static string? TargetOf(string path)
    {
        const int LongestTarget = 4096;
        string file = SourceText.OfCarrier(path);
        FileAttributes attributes = new FileInfo(file).Attributes;
        if (Path.DirectorySeparatorChar != '/' || (int)attributes == -1 || (attributes & FileAttributes.ReparsePoint) == 0)
        {
            return null;
        }

        var target = new byte[LongestTarget];
        long length = ReadLink(Encoding.UTF8.GetBytes(file + "\0"), target, (UIntPtr)target.Length).ToInt64();
        return length > 0 ? SourceText.Carrier(target, (int)length) : null;
    }

    [DllImport("libc", EntryPoint = "readlink")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr ReadLink(byte[] path, byte[] target, UIntPtr size);

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
