using System;
using System.Collections.Generic;
using System.IO;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>The files that a version control system tracks, as they lie there now.</summary>
internal static class WorkTree
{
    /// <summary>An empty folder for a copy, which goes away with the evaluation.</summary>
    public static string NewFolder()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"tvix-aot-{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        Host.EvalHost.Current.DeleteAtEnd(folder);
        return folder;
    }

    /// <summary>Copies files, links and (for submodules) empty folders; what is gone is left out.</summary>
    /// <param name="names">Paths under the source, byte strings.</param>
    public static void Copy(string source, string target, IEnumerable<string> names)
    {
        Directory.CreateDirectory(target);
        foreach (string name in names)
        {
            string relative = ByteText.ToText(name), file = Path.Combine(source, relative), copy = Path.Combine(target, relative);
            string? link = new FileInfo(file).LinkTarget;
            if (link == null && !Path.Exists(file))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (link != null)
            {
                File.CreateSymbolicLink(copy, link);
            }
            else if (File.Exists(file))
            {
                File.Copy(file, copy, overwrite: true);
            }
            else
            {
                Directory.CreateDirectory(copy);
            }
        }
    }
}
