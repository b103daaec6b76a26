using System.Collections.Generic;

namespace Tvix.Aot.Transpiler.Modules;

/// <summary>How a host hands in files: the disk for the command, items for MSBuild, a dictionary for tests. Paths are absolute, a char for each byte.</summary>
public interface INixFiles
{
    /// <summary>The bytes of a file, or null.</summary>
    byte[]? TryRead(string path);

    bool FileExists(string path);

    bool DirectoryExists(string path);

    /// <summary>The path with symlinks at its end followed, as <c>import</c> does; those in the folders before it stay.</summary>
    string ResolveLink(string path);

    /// <summary>Every .nix file under a directory, sorted; hidden folders and those that cannot be read left out.</summary>
    IEnumerable<string> NixFilesUnder(string directory);
}
