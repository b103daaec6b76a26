using System;
using System.IO;

namespace Tvix.Aot.Cli.Native;

/// <summary>
/// The framework of native programs: the newest one whose NativeAOT packages restore. Not every package feed has those of
/// net10.0; net9.0 gets all it needs from its compiler package. The answer for a feed is kept in the cache.
/// </summary>
internal static class FrameworkChoice
{
    private const string Preferred = "net10.0";
    private const string Fallback = "net9.0";

    public static string Newest(string cacheFolder)
    {
        string answer = Path.Combine(cacheFolder, $"framework-{Environment.Version}");
        if (File.Exists(answer))
        {
            return File.ReadAllText(answer) == Preferred ? Preferred : Fallback;
        }

        (bool restores, bool isFinal) = Try(Path.Combine(cacheFolder, $"probe-{Environment.ProcessId}"));
        string framework = restores ? Preferred : Fallback;
        if (isFinal)
        {
            File.WriteAllText(answer, framework);
        }

        return framework;
    }

    /// <summary>What to tell the user when it is not the preferred one.</summary>
    public static string? SteppedBack(string framework) => framework == Preferred ? null
        : $"note: the package feed has no NativeAOT runtime for {Preferred}; building for {framework}";

    private static (bool Restores, bool IsFinal) Try(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            File.WriteAllText(Path.Combine(folder, "probe.csproj"), NativeProject.Text(Preferred, "", NativeOptions.Plain, parts: 0));
            foreach (string name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            {
                File.WriteAllText(Path.Combine(folder, name), "<Project />\n");
            }

            (int code, string output) = Dotnet.Run(folder, "restore", "probe.csproj", "--nologo", "-v", "quiet");
            // NU1101 and NU1102: the feed answered that it has no such package. Anything else may pass.
            return (code == 0, code == 0 || output.Contains("NU110", StringComparison.Ordinal));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No dotnet: the build itself says so.
            return (false, false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
