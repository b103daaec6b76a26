using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Tvix.Aot.Runtime.Host;

/// <summary>Pipes, sockets and devices, which .NET's own types do not tell from files; to open one may wait for ever.</summary>
internal static unsafe class SpecialFile
{
    // struct FileStatus of the runtime's pal_io.h: flags, mode, and more than is needed here.
    private const int RoomForStatus = 512;
    private const int ModeOffset = sizeof(int);
    private const int TypeMask = 0xf000;
    private const int Regular = 0x8000;

    /// <param name="path">Of something that is neither a directory nor a symbolic link.</param>
    public static bool Is(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        byte* status = stackalloc byte[RoomForStatus];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
        {
            return LStat(name, status) == 0 && (*(int*)(status + ModeOffset) & TypeMask) != Regular;
        }
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_LStat", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LStat(byte* path, byte* status);
}
