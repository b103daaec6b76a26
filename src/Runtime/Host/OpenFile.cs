using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// A file that is open for reading, to be closed by who opened it. Unlike a <see cref="SafeFileHandle"/> it is nothing for the collector to
/// finalize, and reading asks the system for nothing else: an evaluation reads thousands of small files.
/// </summary>
internal readonly unsafe struct OpenFile(nint descriptor) : IDisposable
{
    internal nint Descriptor => descriptor;

    /// <summary>The next bytes.</summary>
    /// <returns>How many; zero at the end.</returns>
    /// <exception cref="IOException">They cannot be read.</exception>
    public int Read(Span<byte> room)
    {
        fixed (byte* start = room)
        {
            int count = Read(descriptor, start, room.Length);
            return count >= 0 ? count : throw new IOException(UnixFile.Text(Marshal.GetLastPInvokeError()));
        }
    }

    /// <summary>The file for .NET's types; closing that closes it.</summary>
    public SafeFileHandle ToHandle() => new(descriptor, ownsHandle: true);

    public void Dispose()
    {
        if (descriptor >= 0)
        {
            _ = Close(descriptor);
        }
    }

    [DllImport(UnixFile.Library, EntryPoint = "SystemNative_Read", ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Read(nint file, byte* room, int length);

    [DllImport(UnixFile.Library, EntryPoint = "SystemNative_Close", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(nint file);
}
