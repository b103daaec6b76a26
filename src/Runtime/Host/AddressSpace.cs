using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime.Host;

/// <summary>Whether the process may have as much address space as it likes (<c>ulimit -v</c>).</summary>
internal static class AddressSpace
{
    private const int OfAddressSpace = 5;
    private const ulong Enough = 16UL << 30;

    // RLimit and RLimitResources of the runtime's pal_io.h.
    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public ulong Current;
        public ulong Maximum;
    }

    public static bool IsShort => GetLimit(OfAddressSpace, out Limits limits) == 0 && limits.Current < Enough;

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_GetRLimit", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out Limits limits);
}
