using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime.Host;

/// <summary>What lies at a path.</summary>
internal readonly record struct FileStatus(FileKind Kind, long Size, bool IsExecutable, uint Owner);

/// <summary>
/// Files by the bytes of their paths, and the system's own errors: .NET's types cannot name a file whose name is not UTF-8, do not tell
/// pipes and devices from files, and have other words for errors. Calls what the .NET runtime itself is built on.
/// </summary>
internal static unsafe class UnixFile
{
    // struct FileStatus of the runtime's pal_io.h: flags, mode, uid, gid, size, and more than is needed here.
    private const int RoomForStatus = 512;
    private const int ModeOffset = sizeof(int);
    private const int OwnerOffset = 2 * sizeof(int);
    private const int SizeOffset = 4 * sizeof(int);
    private const int TypeMask = 0xf000;
    private const int OwnerExecutes = 0x40;
    private const int CloseOnExec = 0x10;
    private const int LongestLink = 4096;
    private const int RoomForEntry = 4096;

    // Of Linux and macOS alike.
    private const int NoEntry = 2;
    private const int NotDirectory = 20;

    internal const string Library = "libSystem.Native";

    private static readonly FileStatus s_nothing = new(FileKind.Missing, 0, IsExecutable: false, 0);

    // DirectoryEntry of pal_io.h.
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public byte* Name;
        public int NameLength;
        public int Type;
    }

    /// <summary>What the error says: there is nothing at the path.</summary>
    public static bool IsMissing(int error) => error is NoEntry or NotDirectory;

    public static bool IsNotDirectory(int error) => error == NotDirectory;

    /// <summary>The system's words for an error: <c>Permission denied</c>.</summary>
    public static string Text(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <param name="path">A char for each byte.</param>
    /// <param name="follow">Looks at what a symlink leads to.</param>
    /// <returns>The error, or zero.</returns>
    public static int Look(string path, bool follow, out FileStatus status)
    {
        byte* raw = stackalloc byte[RoomForStatus];
        fixed (byte* name = Terminated(path))
        {
            if ((follow ? Stat(name, raw) : LStat(name, raw)) != 0)
            {
                status = s_nothing;
                return Marshal.GetLastPInvokeError();
            }
        }

        status = StatusOf(raw);
        return 0;
    }

    public static bool MayWrite(string path)
    {
        const int Writing = 2;
        fixed (byte* name = Terminated(path))
        {
            return Access(name, Writing) == 0;
        }
    }

    /// <summary>Opens a file for reading.</summary>
    /// <returns>The error, or zero.</returns>
    public static int Open(string path, out OpenFile file)
    {
        fixed (byte* name = Terminated(path))
        {
            nint descriptor = Open(name, CloseOnExec, 0);
            file = new OpenFile(descriptor);
            return descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }

    /// <summary>The same, and what it is that was opened.</summary>
    public static int Open(string path, out OpenFile file, out FileStatus status)
    {
        byte* raw = stackalloc byte[RoomForStatus];
        int error = Open(path, out file);
        if (error == 0 && FStat(file.Descriptor, raw) != 0)
        {
            error = Marshal.GetLastPInvokeError();
        }

        status = error == 0 ? StatusOf(raw) : s_nothing;
        return error;
    }

    private static FileStatus StatusOf(byte* raw)
    {
        int mode = *(int*)(raw + ModeOffset);
        return new FileStatus(KindOf(mode & TypeMask), *(long*)(raw + SizeOffset), (mode & OwnerExecutes) != 0, *(uint*)(raw + OwnerOffset));
    }

    /// <summary>The names in a directory in no order, and what they are; Unknown where the file system does not say.</summary>
    /// <returns>The error, or zero.</returns>
    public static int List(string path, List<(string Name, FileKind? Kind)> entries)
    {
        nint directory;
        fixed (byte* name = Terminated(path))
        {
            directory = OpenDir(name);
        }

        if (directory == 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        try
        {
            // Where the system puts the entry, until the next one.
            byte* room = stackalloc byte[RoomForEntry];
            int result;
            while ((result = Next(directory, room, out Entry entry)) == 0)
            {
                ReadOnlySpan<byte> name = entry.NameLength >= 0
                    ? new ReadOnlySpan<byte>(entry.Name, entry.NameLength) : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry.Name);
                if (!(name is [(byte)'.'] or [(byte)'.', (byte)'.']))
                {
                    // The kinds of directory entries are those of modes, without the zeros behind.
                    entries.Add((ByteText.FromByteArray(name), entry.Type == 0 ? null : KindOf(entry.Type << 12)));
                }
            }

            return Math.Max(result, 0);
        }
        finally
        {
            _ = CloseDir(directory);
        }
    }

    /// <summary>Where a symlink leads; nothing where there is none.</summary>
    public static string ReadLink(string path)
    {
        byte* room = stackalloc byte[LongestLink];
        fixed (byte* name = Terminated(path))
        {
            int length = ReadLink(name, room, LongestLink);
            return length <= 0 ? "" : ByteText.FromByteArray(new ReadOnlySpan<byte>(room, length));
        }
    }

    private static byte[] Terminated(string path)
    {
        var bytes = new byte[path.Length + 1];
        System.Text.Encoding.Latin1.GetBytes(path, bytes);
        return bytes;
    }

    private static FileKind KindOf(int type) => type switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Directory,
        0xa000 => FileKind.Symlink,
        _ => FileKind.Unknown,
    };

    /// <returns>Zero for an entry, less at the end, or an error.</returns>
    private static int Next(nint directory, byte* room, out Entry entry)
    {
#if NET10_0_OR_GREATER
        return ReadDir(directory, out entry);
#else
        return ReadDir(directory, room, RoomForEntry, out entry);
#endif
    }

    [DllImport(Library, EntryPoint = "SystemNative_LStat", ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LStat(byte* path, byte* status);

    [DllImport(Library, EntryPoint = "SystemNative_Stat", ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(byte* path, byte* status);

    [DllImport(Library, EntryPoint = "SystemNative_FStat", ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FStat(nint file, byte* status);

    [DllImport(Library, EntryPoint = "SystemNative_Open", ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Open(byte* path, int flags, int mode);

    [DllImport(Library, EntryPoint = "SystemNative_Access", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access(byte* path, int mode);

    [DllImport(Library, EntryPoint = "SystemNative_OpenDir", ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint OpenDir(byte* path);

#if NET10_0_OR_GREATER
    [DllImport(Library, EntryPoint = "SystemNative_ReadDir", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadDir(nint directory, out Entry entry);
#else
    [DllImport(Library, EntryPoint = "SystemNative_ReadDirR", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadDir(nint directory, byte* room, int length, out Entry entry);
#endif

    [DllImport(Library, EntryPoint = "SystemNative_CloseDir", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseDir(nint directory);

    [DllImport(Library, EntryPoint = "SystemNative_ReadLink", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadLink(byte* path, byte* buffer, int size);
}
