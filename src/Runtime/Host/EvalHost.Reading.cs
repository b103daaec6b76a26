using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Host;

/// <summary>What lies at paths, and what is in it (PosixSourceAccessor). The errors are the system's, in Nix's words.</summary>
public sealed partial class EvalHost
{
    /// <summary>What lies at a path; a symlink at its end is not followed.</summary>
    /// <exception cref="EvalException">The system does not tell.</exception>
    public FileKind KindOf(string path) => CorePackages.IsCore(path) ? CorePackages.KindOf(path) : StatusOf(path, follow: false).Kind;

    /// <summary>What lies at a path, symlinks followed.</summary>
    /// <exception cref="EvalException">The system does not tell.</exception>
    public FileKind KindOfTarget(string path) => StatusOf(path, follow: true).Kind;

    /// <summary>Whether something lies at a path; what only the store could have does not.</summary>
    /// <exception cref="EvalException">The system does not tell.</exception>
    internal bool IsOnMachine(string path) => StatusOnMachine(path, follow: false) != null;

    public bool IsExecutable(string path) => StatusOf(path, follow: true).IsExecutable;

    private FileStatus StatusOf(string path, bool follow) => StatusOnMachine(path, follow) ?? StatusInStore(path);

    private FileStatus? StatusOnMachine(string path, bool follow)
    {
        int error = UnixFile.Look(Locate(path), follow, out FileStatus status);
        return error == 0 ? status
            : UnixFile.IsMissing(error) ? null
            : throw EvalErrors.Evaluation($"getting status of \"{path}\": {UnixFile.Text(error)}");
    }

    /// <summary>What the system does not have is looked for in the store, which has a folder whether it has paths or not.</summary>
    /// <exception cref="EvalException">The path is below the store and its name is none of a store path (RemoteFSAccessor, LocalStoreAccessor).</exception>
    private static FileStatus StatusInStore(string path)
    {
        if (StorePaths.IsInStore(path))
        {
            StorePaths.ToStorePath(path, 0);
        }

        return path == StorePaths.StoreDir ? new FileStatus(FileKind.Directory, 0, false, 0) : default;
    }

    public string ReadLink(string path) => UnixFile.ReadLink(Locate(path));

    /// <summary>A file's bytes.</summary>
    /// <exception cref="EvalException">There is no such file, or it cannot be read.</exception>
    public byte[] ReadBytes(string path, int pos)
    {
        using OpenFile file = Open(path, pos, out FileStatus status);
        return WithBytes(file, status.Size, CopyOf);
    }

    public string ReadText(string path, int pos)
    {
        using OpenFile file = Open(path, pos, out FileStatus status);
        return WithBytes(file, status.Size, TextOf);
    }

    /// <summary>A file's bytes as a stream, whose length is known.</summary>
    /// <exception cref="EvalException">As for <see cref="ReadBytes"/>.</exception>
    public Stream OpenRead(string path, int pos)
    {
        const int Small = 1 << 16;
        OpenFile file = Open(path, pos, out FileStatus status);
        if (status.Kind == FileKind.Regular && status.Size > Small)
        {
            return new FileStream(file.ToHandle(), FileAccess.Read, 1);
        }

        using (file)
        {
            return new MemoryStream(WithBytes(file, status.Size, CopyOf));
        }
    }

    /// <summary>The key of what a file holds (<see cref="ContentKeys"/>); null where there is no file.</summary>
    /// <exception cref="EvalException">It cannot be read.</exception>
    internal ulong? ContentKeyOf(string path)
    {
        // Not opened before it is known: a pipe would wait for who writes it.
        if (StatusOf(path, follow: true) is not { Kind: FileKind.Regular } status)
        {
            return null;
        }

        int error = UnixFile.Open(Locate(path), out OpenFile file);
        using (file)
        {
            return error == 0 ? WithBytes(file, status.Size, ContentKeys.Of) : throw CannotOpen(path, 0, error);
        }
    }

    private OpenFile Open(string path, int pos, out FileStatus status)
    {
        CheckAccess(path, pos);
        if (CorePackages.IsCore(path))
        {
            throw CorePackages.CannotRead(path, pos);
        }

        OpenFile file = OpenUnchecked(path, pos, out status);
        if (status.Kind != FileKind.Directory)
        {
            return file;
        }

        // Nix asks for as many bytes as a directory claims to have.
        file.Dispose();
        throw EvalErrors.Evaluation($"read of {status.Size} bytes: Is a directory", pos);
    }

    private OpenFile OpenUnchecked(string path, int pos, out FileStatus status)
    {
        int error = UnixFile.Open(Locate(path), out OpenFile file, out status);
        return error == 0 ? file : throw CannotOpen(path, pos, error);
    }

    private EvalException CannotOpen(string path, int pos, int error) =>
        UnixFile.IsMissing(error) ? Missing(path, pos) : EvalErrors.Evaluation($"opening file '{path}': {UnixFile.Text(error)}", pos);

    /// <summary>Nothing lies there. Nix names the target of a symlink that leads nowhere, and goes through the directory that a file's own is in the end.</summary>
    internal EvalException Missing(string path, int pos) => NotThere(ResolveAllSymlinks(path), pos);

    // The folder of the store may exist without anything to read.
    private static EvalException NotThere(string path, int pos)
    {
        StatusInStore(path);
        return EvalErrors.Evaluation(path == StorePaths.StoreDir ? $"path '{path}/' is not in the Nix store" : $"path '{path}' does not exist", pos);
    }

    private static byte[] CopyOf(byte[] bytes, int count) => bytes.AsSpan(0, count).ToArray();

    private static string TextOf(byte[] bytes, int count) => ByteText.FromByteArray(bytes.AsSpan(0, count));

    /// <summary>
    /// What becomes of a file's bytes: as many as it claims to have, which is none for most of what the kernel makes up. Those of a small one
    /// lie in an array that is used again.
    /// </summary>
    /// <exception cref="EvalException">It has fewer.</exception>
    private static T WithBytes<T>(OpenFile file, long length, Func<byte[], int, T> use)
    {
        const int Small = 1 << 20;
        byte[] room = length > Small ? new byte[length] : ArrayPool<byte>.Shared.Rent((int)length);
        int count = 0;
        while (count < length)
        {
            int read = file.Read(room.AsSpan(count, (int)length - count));
            count += read > 0 ? read : throw EvalErrors.Evaluation("unexpected end-of-file");
        }

        T result = use(room, count);
        if (length <= Small)
        {
            ArrayPool<byte>.Shared.Return(room);
        }

        return result;
    }

    /// <summary>A file's bytes, for messages and places; null where it cannot be read.</summary>
    public string? TryReadForExcerpt(string path) => TryRead(path, TextOf);

    /// <summary>The same without a text of them.</summary>
    /// <param name="use">Gets an array and how many bytes in it are the file's; it may not keep the array.</param>
    public T? TryRead<T>(string path, Func<byte[], int, T> use)
        where T : class
    {
        int error = UnixFile.Open(Locate(path), out OpenFile file, out FileStatus status);
        using (file)
        {
            try
            {
                return error == 0 && status.Kind != FileKind.Directory ? WithBytes(file, status.Size, use) : null;
            }
            catch (EvalException)
            {
                return null;
            }
        }
    }

    /// <summary>What is in a directory, by the bytes of the names.</summary>
    /// <exception cref="EvalException">There is no directory, or it cannot be read.</exception>
    public SortedDictionary<string, FileKind> ListDirectory(string path, int pos)
    {
        CheckAccess(path, pos);
        if (CorePackages.KindOf(path) == FileKind.Directory)
        {
            return new SortedDictionary<string, FileKind>(StringComparer.Ordinal) { ["fetchurl.nix"] = FileKind.Regular };
        }

        var listed = new List<(string Name, FileKind? Kind)>();
        int error = UnixFile.List(Locate(path), listed);
        if (error != 0)
        {
            throw UnixFile.IsMissing(error) && !(UnixFile.IsNotDirectory(error) && KindOfTarget(path) != FileKind.Missing)
                ? NotThere(path, pos)
                : EvalErrors.Evaluation($"cannot read directory \"{path}\": {UnixFile.Text(error)}", pos);
        }

        var entries = new SortedDictionary<string, FileKind>(StringComparer.Ordinal);
        foreach ((string name, FileKind? kind) in listed)
        {
            entries.Add(name, kind ?? KindOf((path == "/" ? "" : path) + "/" + name));
        }

        return entries;
    }
}
