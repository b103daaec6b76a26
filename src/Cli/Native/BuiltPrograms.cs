using System;
using System.IO;
using System.Linq;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Cli.Native;

/// <summary>
/// The programs that lie in the cache, a folder each. What was not used for the longest time goes first when they take too much room;
/// nothing goes on the day of its last use, so that no other build loses what it is about to copy.
/// </summary>
internal static class BuiltPrograms
{
    private const long MostBytes = 1L << 30;
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(1);

    /// <summary>The file of a program in its folder.</summary>
    public static string In(string folder) => Path.Combine(folder, "program");

    /// <summary>Makes it the one that was used last.</summary>
    public static void MarkUsed(string program)
    {
        try
        {
            File.SetLastWriteTimeUtc(program, DateTime.UtcNow);
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            // A cache that can only be read, or someone else's, serves as well.
        }
    }

    /// <summary>Makes room in the cache.</summary>
    public static void Trim(string cacheFolder)
    {
        long bytes = 0;
        foreach ((string folder, long length, DateTime used) in new DirectoryInfo(cacheFolder).EnumerateDirectories().Where(IsProject).Select(Look).OrderByDescending(p => p.Used))
        {
            bytes += length;
            // A folder without a program is what an interrupted build left.
            if ((bytes > MostBytes || length == 0) && DateTime.UtcNow - used > s_kept)
            {
                Remove(folder);
            }
        }
    }

    private static (string Folder, long Length, DateTime Used) Look(DirectoryInfo folder)
    {
        var program = new FileInfo(In(folder.FullName));
        return program.Exists ? (folder.FullName, program.Length, program.LastWriteTimeUtc) : (folder.FullName, 0, folder.LastWriteTimeUtc);
    }

    private static bool IsProject(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, NativeBuilder.ProjectFile));

    private static void Remove(string folder)
    {
        try
        {
            // First what says that it is there.
            File.Delete(In(folder));
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            // Someone else's, or in use: the next build tries again.
        }
    }
}
