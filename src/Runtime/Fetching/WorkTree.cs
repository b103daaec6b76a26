using System.Collections.Generic;
using System.IO;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>The files that a version control system tracks, as they lie there now.</summary>
internal static class WorkTree
{
    /// <summary>Copies files, links and (for submodules) empty folders; what is gone is left out.</summary>
    /// <param name="names">Paths under the source, byte strings.</param>
    public static void Copy(string source, string target, IEnumerable<string> names)
    {
        Directory.CreateDirectory(target);
        foreach (string name in names)
        {
            string relative = ByteText.ToText(name), file = Path.Combine(source, relative), copy = Path.Combine(target, relative);
            if (!File.Exists(file) && !Directory.Exists(file) && new FileInfo(file).LinkTarget == null)
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (new FileInfo(file).LinkTarget is { } link)
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
