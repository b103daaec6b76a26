using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Win32.SafeHandles;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Host;

public enum FileKind { Missing, Regular, Directory, Symlink, Unknown }

/// <summary>Files as an evaluation sees them: those of the machine, those of its store, and the few that belong to Nix itself.</summary>
public sealed partial class EvalHost
{
    // Replaced, not changed: other threads may be reading them.
    private Dictionary<string, string> _overlaid = new(StringComparer.Ordinal);
    private string[] _allowed = [];

    /// <summary>Lets a store path be read from another place, as what was fetched in this evaluation.</summary>
    internal void Overlay(string storePath, string physical) =>
        _overlaid = new Dictionary<string, string>(_overlaid, StringComparer.Ordinal) { [storePath] = physical };

    private readonly List<string> _temporary = [];

    /// <summary>Lets a file or tree be read whatever the mode: something that the evaluation fetched itself.</summary>
    internal void Allow(string path) => _allowed = [.. _allowed, path];

    /// <summary>A folder, .NET text, that is of no use after the evaluation.</summary>
    internal void DeleteAtEnd(string folder) => _temporary.Add(folder);

    /// <summary>Called when the evaluation is over, also after an error.</summary>
    internal void Finish()
    {
        Store?.Finish();
        foreach (string folder in _temporary)
        {
            Directory.Delete(folder, recursive: true);
        }

        _temporary.Clear();
    }

    /// <summary>Whether a store path can be read: it is in the store, or lies under the store directory of this machine.</summary>
    internal bool IsValid(string storePath)
    {
        if (_overlaid.ContainsKey(storePath))
        {
            return true;
        }

        if (Store is not { } store)
        {
            return KindOf(storePath) != FileKind.Missing;
        }

        lock (store)
        {
            return store.IsValid(storePath);
        }
    }

    // Where the file system has it, as .NET text.
    private string Locate(string path)
    {
        if (StorePaths.IsInStore(path))
        {
            int slash = path.IndexOf('/', StorePaths.StoreDir.Length + 1);
            string storePath = slash < 0 ? path : path[..slash];
            path = _overlaid.TryGetValue(storePath, out string? physical) ? physical + path[storePath.Length..] : Store?.PhysicalPath(path) ?? path;
        }

        return ByteText.ToText(path);
    }

    /// <exception cref="EvalException">The evaluation is pure or restricted and may not look at this path.</exception>
    internal void CheckAccess(string path, int pos)
    {
        if (!MayAccess(path))
        {
            throw EvalErrors.Evaluation(
                $"access to absolute path '{path}' is forbidden in {(IsPure ? "pure evaluation mode (use '--impure' to override)" : "restricted mode")}", pos);
        }
    }

    internal bool MayAccess(string path) => (!IsPure && !IsRestricted) || IsAllowed(path);

    /// <exception cref="EvalException">The evaluation is restricted and may not fetch this URI (EvalState::checkURI).</exception>
    internal void CheckUri(string uri, int pos)
    {
        const string File = "file://";
        if (!IsRestricted || IsAllowedUri(uri))
        {
            return;
        }

        if (!uri.StartsWith('/') && !uri.StartsWith(File, StringComparison.Ordinal))
        {
            throw EvalErrors.Evaluation($"access to URI '{uri}' is forbidden in restricted mode", pos);
        }

        CheckAccess(PathText.Canonicalize(uri.StartsWith('/') ? uri : "/" + uri[File.Length..]), pos);
    }

    // Equal to what is allowed, below it, or of a whole scheme that is.
    private bool IsAllowedUri(string uri)
    {
        foreach (string allowed in AllowedUris)
        {
            if (uri == allowed || (uri.Length > allowed.Length && uri.StartsWith(allowed, StringComparison.Ordinal)
                && (allowed[^1] == '/' || uri[allowed.Length] == '/' || allowed.IndexOf(':', StringComparison.Ordinal) == allowed.Length - 1)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAllowed(string path)
    {
        if (CorePackages.IsCore(path) || (StorePaths.IsInStore(path) && _overlaid.ContainsKey(StorePaths.ToStorePath(path, 0))))
        {
            return true;
        }

        foreach (string allowed in _allowed)
        {
            if (path == allowed || path.StartsWith(allowed + "/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        if (IsRestricted && !IsPure)
        {
            foreach ((_, string entry) in SearchPath)
            {
                string allowed = NixSearchPath.AbsoluteOf(entry);
                if (path == allowed || path.StartsWith(allowed == "/" ? "/" : allowed + "/", StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>What lies at a path; a symlink at its end is not followed.</summary>
    public FileKind KindOf(string path)
    {
        if (CorePackages.IsCore(path))
        {
            return CorePackages.KindOf(path);
        }

        try
        {
            var info = new FileInfo(Locate(path));
            FileAttributes attributes = info.Attributes;
            if ((int)attributes == -1)
            {
                return FileKind.Missing;
            }

            if ((attributes & FileAttributes.ReparsePoint) != 0)
            {
                return FileKind.Symlink;
            }

            return (attributes & FileAttributes.Directory) != 0 ? FileKind.Directory
                : info.Length == 0 && SpecialFile.Is(info.FullName) ? FileKind.Unknown : FileKind.Regular;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileKind.Missing;
        }
    }

    /// <summary>What lies at a path, symlinks followed.</summary>
    public FileKind KindOfTarget(string path)
    {
        string text = Locate(path);
        return File.Exists(text) ? FileKind.Regular : Directory.Exists(text) ? FileKind.Directory : FileKind.Missing;
    }

    public bool IsExecutable(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Locate(path)) & UnixFileMode.UserExecute) != 0;

    public string ReadLink(string path) => (new FileInfo(Locate(path)).LinkTarget ?? "").ToBytes();

    /// <summary>A file's bytes.</summary>
    /// <exception cref="EvalException">There is no such file, or it cannot be read.</exception>
    public byte[] ReadBytes(string path, int pos) => Read(path, pos, File.ReadAllBytes);

    private T Read<T>(string path, int pos, Func<string, T> read)
    {
        CheckAccess(path, pos);
        if (CorePackages.IsCore(path))
        {
            throw CorePackages.CannotRead(path, pos);
        }

        try
        {
            return read(Locate(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw EvalErrors.Evaluation($"path '{FirstMissing(path)}' does not exist", pos);
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(Locate(path)))
        {
            // Nix asks for as many bytes as a directory claims to have, which is a page for most.
            throw EvalErrors.Evaluation("read of 4096 bytes: Is a directory", pos);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw EvalErrors.Evaluation($"opening file '{path}': {e.Message}", pos);
        }
    }

    /// <summary>The hash of a file that is there, without an array for what it holds.</summary>
    internal Sha256Hash HashOf(string path)
    {
        try
        {
            // No lock: that would be one more call of the system.
            using SafeFileHandle file = File.OpenHandle(Locate(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Sha256Hash.Of(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw EvalErrors.Evaluation($"opening file '{path}': {e.Message}");
        }
    }

    // A symlink that leads nowhere: Nix names its target.
    private string FirstMissing(string path) =>
        KindOf(path) == FileKind.Symlink ? ResolveSymlinks(path) : path;

    /// <summary>A file's bytes as a stream, whose length is known.</summary>
    /// <exception cref="EvalException">As for <see cref="ReadBytes"/>.</exception>
    public Stream OpenRead(string path, int pos)
    {
        CheckAccess(path, pos);
        const int Small = 1 << 16;
        string text = Locate(path);
        var info = new FileInfo(text);
        return info.Exists && info.Length > Small ? new FileStream(text, FileMode.Open, FileAccess.Read, FileShare.Read, 1) : new MemoryStream(ReadBytes(path, pos));
    }

    public string ReadText(string path, int pos) => Read(path, pos, text => WithBytes(text, TextOf));

    private static string TextOf(byte[] bytes, int count) => ByteText.FromByteArray(bytes.AsSpan(0, count));

    /// <summary>What becomes of a file's bytes; those of a small one lie in an array that is used again.</summary>
    private static T WithBytes<T>(string path, Func<byte[], int, T> use)
    {
        const int Small = 1 << 20;
        long length = new FileInfo(path) is { Exists: true } info ? info.Length : 0;
        if (length is 0 or > Small)
        {
            // Pipes and what the kernel makes up have no length.
            byte[] whole = File.ReadAllBytes(path);
            return use(whole, whole.Length);
        }

        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] room = ArrayPool<byte>.Shared.Rent((int)length + 1);
        int count = 0;
        for (int read = 1; read > 0 && count < room.Length; count += read)
        {
            read = RandomAccess.Read(file, room.AsSpan(count), count);
        }

        if (count > length)
        {
            // It has grown meanwhile.
            room = File.ReadAllBytes(path);
            return use(room, room.Length);
        }

        T result = use(room, count);
        ArrayPool<byte>.Shared.Return(room);
        return result;
    }

    /// <summary>A file's bytes, for messages and places; null where it cannot be read.</summary>
    public string? TryReadForExcerpt(string path) => TryRead(path, TextOf);

    /// <summary>The same without a text of them.</summary>
    /// <param name="use">Gets an array and how many bytes in it are the file's; it may not keep the array.</param>
    public T? TryRead<T>(string path, Func<byte[], int, T> use)
        where T : class
    {
        try
        {
            return WithBytes(Locate(path), use);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public SortedDictionary<string, FileKind> ListDirectory(string path, int pos)
    {
        CheckAccess(path, pos);
        if (CorePackages.KindOf(path) == FileKind.Directory)
        {
            return new SortedDictionary<string, FileKind>(StringComparer.Ordinal) { ["fetchurl.nix"] = FileKind.Regular };
        }

        string text = Locate(path);
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
    public string ResolveSymlinks(string path) => ResolveSymlinks(path, out _);

    /// <summary>A path without symlinks anywhere in it (SourcePath::resolveSymlinks); what is missing stays as it is.</summary>
    /// <exception cref="EvalException">There is no end to them.</exception>
    public string ResolveAllSymlinks(string path)
    {
        if (CorePackages.IsCore(path))
        {
            return path;
        }

        const int MostLinks = 1024;
        string resolved = "";
        var todo = new Stack<string>(Enumerable.Reverse(path.Split('/', StringSplitOptions.RemoveEmptyEntries)));
        for (int links = 0; todo.TryPop(out string? step);)
        {
            string next = resolved + "/" + step;
            if (step == "..")
            {
                resolved = resolved.Length == 0 ? "" : resolved[..resolved.LastIndexOf('/')];
            }
            else if (step != "." && KindOf(next) != FileKind.Symlink)
            {
                resolved = next;
            }
            else if (step != ".")
            {
                if (links++ == MostLinks)
                {
                    throw EvalErrors.Evaluation($"infinite symlink recursion in path '{path}'");
                }

                string target = ReadLink(next);
                resolved = target.StartsWith('/') ? "" : resolved;
                foreach (string part in Enumerable.Reverse(target.Split('/', StringSplitOptions.RemoveEmptyEntries)))
                {
                    todo.Push(part);
                }
            }
        }

        return resolved.Length == 0 ? "/" : resolved;
    }

    /// <summary>The first symlink on the way to a path, itself left out; null for none.</summary>
    public string? SymlinkAbove(string path)
    {
        for (int slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (KindOf(path[..slash]) == FileKind.Symlink)
            {
                return path[..slash];
            }
        }

        return null;
    }

    /// <param name="kind">What lies at the end.</param>
    public string ResolveSymlinks(string path, out FileKind kind)
    {
        const int MostLinks = 1023;
        kind = KindOf(path);
        for (int i = 0; kind == FileKind.Symlink; i++)
        {
            if (i == MostLinks)
            {
                throw EvalErrors.Evaluation($"too many symbolic links encountered while traversing the path '{path}'");
            }

            string target = ReadLink(path);
            path = PathText.Canonicalize(target.StartsWith('/') ? target : PathText.DirectoryOf(path) + "/" + target);
            kind = KindOf(path);
        }

        return path;
    }
}
