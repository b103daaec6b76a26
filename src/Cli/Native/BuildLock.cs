using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tvix.Aot.Cli.Native;

/// <summary>
/// One builder at a time in a folder; ends with the process that holds it. The command opens files without the locks of .NET, as Nix does,
/// so FileShare keeps nobody out.
/// </summary>
internal sealed class BuildLock : IDisposable
{
    private const int Exclusive = 2;
    private const int WithoutWaiting = 4;

    private readonly SafeFileHandle _file;

    private BuildLock(SafeFileHandle file) => _file = file;

    /// <summary>Null while another process has it.</summary>
    public static BuildLock? TryTake(string path)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (Lock(file.DangerousGetHandle(), Exclusive | WithoutWaiting) == 0)
        {
            return new BuildLock(file);
        }

        file.Dispose();
        return null;
    }

    public void Dispose() => _file.Dispose();

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_FLock", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Lock(nint file, int operation);
}
