using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// Has the kernel give the heap large pages. Evaluation touches new memory at up to a gigabyte a second, and a page fault
/// for each 4 KiB of it took a third of the CPU time of typical programs. The collector makes its memory writable piece by
/// piece, and pieces that differ in their settings get small pages: so a large range gets all of them ahead of it. Nothing is
/// touched before its use. Linux only; anywhere else, and whenever something is not as expected, the heap stays as it is.
/// <para>
/// A virtual machine whose host takes free memory back has large pages that cost fifty times as much as others: all of one must be
/// had from the host again. So whoever waits for the evaluation looks now and then where the time goes; if too much into the kernel, the rest of
/// the heap gets small ones, which the kernel takes from memory that was not given back.
/// </para>
/// </summary>
internal static unsafe class HeapPages
{
    private const int HugePage = 14;
    private const int NoHugePage = 15;
    private const int DoDump = 17;
    private const int ReadWrite = 3;
    private const long Most = 8L << 30;
    private const long SmallestMachine = 2L << 30;
    private const long SmallestReserve = 1L << 32;

    // The kernel counts in ticks of four milliseconds or so: a few of them show what it is doing.
    private const int BetweenLooks = 8;
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(16);
    private const double Slow = 0.7;

    // What the host gave is quick for the program that runs next: giving up at once would leave all of them slow.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);
    private static TimeSpan s_lost;

    private static bool s_isPrepared;
    private static nint s_begin;
    private static nuint s_length;
    private static Environment.ProcessCpuUsage s_before;

    /// <summary>How long to wait for the evaluation before the next <see cref="Look"/>, in milliseconds; -1 for ever.</summary>
    internal static int UntilNextLook => s_length > 0 ? BetweenLooks : System.Threading.Timeout.Infinite;

    /// <summary>Gives up large pages if nearly all the time is spent in the kernel.</summary>
    internal static void Look()
    {
        Environment.ProcessCpuUsage now = Environment.CpuUsage;
        TimeSpan total = now.TotalTime - s_before.TotalTime;
        if (total < s_window)
        {
            return;
        }

        TimeSpan inKernel = now.PrivilegedTime - s_before.PrivilegedTime;
        s_lost += inKernel > Slow * total ? inKernel : TimeSpan.Zero;
        s_before = now;
        if (s_lost > s_patience)
        {
            _ = madvise(s_begin, s_length, NoHugePage);
            s_length = 0;
        }
    }

    /// <summary>Prepares what lies behind the first few megabytes, in which small programs stay.</summary>
    public static void Prepare()
    {
        // Where there is a compiler at run time, the collector has other settings.
        long memory = OperatingSystem.IsLinux() && !System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported
            ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : 0;
        if (memory < SmallestMachine || s_isPrepared)
        {
            return;
        }

        s_isPrepared = true;
        nint begin = HeapAddress();
        nuint length = (nuint)Math.Min(EndOfReserve(begin) - begin, Math.Min(memory / 2, Most));
        if (length > 0 && mprotect(begin, length, ReadWrite) == 0 && madvise(begin, length, DoDump) == 0)
        {
            // It is no fault when the kernel has none.
            (s_begin, s_length) = madvise(begin, length, HugePage) == 0 ? (begin, length) : (0, 0);
            s_before = Environment.CpuUsage;
        }
    }

    /// <summary>The next 4 MB boundary behind a new object: the collector hands regions out from low to high.</summary>
    private static nint HeapAddress()
    {
        object probe = new();
        nint address = *(nint*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref probe);
        return (address + 0x3fffff) & ~0x3fffff;
    }

    /// <summary>The end of the collector's reserved range, or the address itself when it does not look like one.</summary>
    private static nint EndOfReserve(nint address)
    {
        nint end = address;
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            // 7f4962e17000-7f8962e17000 ---p 00000000 00:00 0
            int dash = line.IndexOf('-', StringComparison.Ordinal), space = line.IndexOf(' ', StringComparison.Ordinal);
            if (dash < 0 || space < 0
                || !nint.TryParse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out nint low)
                || !nint.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out nint high))
            {
                return address;
            }

            bool isOurs = line.AsSpan(space + 1, 4) is "---p" or "rw-p" && line.TrimEnd().EndsWith(" 0", StringComparison.Ordinal);
            if (low <= end && high > end && isOurs)
            {
                end = high;
            }
        }

        return end - address >= SmallestReserve ? end : address;
    }

#pragma warning disable CA5392 // libc is the system's
    [DllImport("libc")]
    private static extern int mprotect(nint address, nuint length, int protection);

    [DllImport("libc")]
    private static extern int madvise(nint address, nuint length, int advice);
#pragma warning restore CA5392
}
