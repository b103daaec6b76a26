using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime.Host;

public enum FileKind { Missing, Regular, Directory, Symlink, Unknown }

/// <summary>
/// What an evaluation knows of the world outside: files, environment, search path, the place of messages. Paths are
/// byte strings, absolute and canonical.
/// </summary>
public sealed class EvalHost
{
    private long? _currentTime;

    /// <summary>The host of the running evaluation; one runs at a time.</summary>
    public static EvalHost Current { get; internal set; } = new();

    /// <summary>Where the files of the program lie: recorded at build time, moved by <c>--source-root</c>.</summary>
    public string SourceRoot { get; set; } = "/";

    /// <summary>The compiled files of the program that is evaluated.</summary>
    public ModuleTable? Modules { get; set; }

    /// <summary>Entries of <c>-I</c> and NIX_PATH: prefix (perhaps empty) and path.</summary>
    public List<(string Prefix, string Path)> SearchPath { get; } = [];

    public bool TraceVerbose { get; set; }

    public bool AbortOnWarn { get; set; }

    public Stream ErrorStream { get; set; } = Console.OpenStandardError();

    /// <summary>Compiles and registers a file at run time, where the host can; null in a native binary.</summary>
    public Func<string, bool>? CompileFile { get; set; }

    /// <summary>Evaluates a Nix expression given as text, where the host can.</summary>
    public Func<string, Value>? EvaluateText { get; set; }

    /// <summary>scopedImport, where the host can: the path and the names of the scope to a function of the scope.</summary>
    public Func<string, string[], Value>? CompileScoped { get; set; }

    public string? GetEnvironment(string name) =>
        Environment.GetEnvironmentVariable(ByteText.ToText(name))?.ToBytes();

    public string Home => GetEnvironment("HOME") ?? "/";

    /// <summary>Seconds since 1970, the same during one evaluation.</summary>
    public long CurrentTime => _currentTime ??= DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public void WriteError(string bytes)
    {
        ByteText.Write(ErrorStream, bytes);
        ErrorStream.Flush();
    }

    /// <summary>What lies at a path; a symlink at its end is not followed.</summary>
    public FileKind KindOf(string path)
    {
        try
        {
            var info = new FileInfo(ByteText.ToText(path));
            FileAttributes attributes = info.Attributes;
            if ((int)attributes == -1)
            {
                return FileKind.Missing;
            }

            if ((attributes & FileAttributes.ReparsePoint) != 0 || info.LinkTarget != null)
            {
                return FileKind.Symlink;
            }

            return (attributes & FileAttributes.Directory) != 0 ? FileKind.Directory
                : (attributes & FileAttributes.Device) != 0 ? FileKind.Unknown : FileKind.Regular;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileKind.Missing;
        }
    }

    /// <summary>What lies at a path, symlinks followed.</summary>
    public FileKind KindOfTarget(string path)
    {
        string text = ByteText.ToText(path);
        return File.Exists(text) ? FileKind.Regular : Directory.Exists(text) ? FileKind.Directory : FileKind.Missing;
    }

    public bool IsExecutable(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(ByteText.ToText(path)) & UnixFileMode.UserExecute) != 0;

    public string ReadLink(string path) => (new FileInfo(ByteText.ToText(path)).LinkTarget ?? "").ToBytes();

    /// <summary>A file's bytes.</summary>
    /// <exception cref="EvalException">There is no such file, or it cannot be read.</exception>
    public byte[] ReadBytes(string path, int pos)
    {
        try
        {
            return File.ReadAllBytes(ByteText.ToText(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw EvalErrors.Evaluation($"path '{FirstMissing(path)}' does not exist", pos);
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(ByteText.ToText(path)))
        {
            throw EvalErrors.Evaluation($"reading from file '{path}': Is a directory", pos);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw EvalErrors.Evaluation($"opening file '{path}': {e.Message}", pos);
        }
    }

    // A symlink that leads nowhere: Nix names its target.
    private string FirstMissing(string path) =>
        KindOf(path) == FileKind.Symlink ? ResolveSymlinks(path) : path;

    public string ReadText(string path, int pos) => ByteText.FromByteArray(ReadBytes(path, pos));

    internal string? TryReadForExcerpt(string path)
    {
        try
        {
            return ByteText.FromByteArray(File.ReadAllBytes(ByteText.ToText(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public SortedDictionary<string, FileKind> ListDirectory(string path, int pos)
    {
        string text = ByteText.ToText(path);
        if (!Directory.Exists(text))
        {
            throw EvalErrors.Evaluation(
                File.Exists(text) ? $"cannot read directory \"{path}\": Not a directory" : $"path '{path}' does not exist", pos);
        }

        var entries = new SortedDictionary<string, FileKind>(StringComparer.Ordinal);
        try
        {
            foreach (FileSystemInfo info in new DirectoryInfo(text).EnumerateFileSystemInfos())
            {
                string name = info.Name.ToBytes();
                entries.Add(name, KindOf((path == "/" ? "" : path) + "/" + name));
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw EvalErrors.Evaluation($"cannot read directory \"{path}\": {e.Message}", pos);
        }

        return entries;
    }

    /// <summary>The path with the symlinks at its end followed.</summary>
    public string ResolveSymlinks(string path)
    {
        for (int i = 0; i < 1024 && KindOf(path) == FileKind.Symlink; i++)
        {
            string target = ReadLink(path);
            path = PathText.Canonicalize(target.StartsWith('/') ? target : PathText.DirectoryOf(path) + "/" + target);
        }

        return path;
    }
}
