using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// Asks the kernel for the heap's pages in large pieces, a little ahead of their first use. Evaluation touches new memory
/// at up to a gigabyte a second, and a page fault for each 4 KiB of it took a third of the CPU time of typical programs;
/// asked for in bulk, the same pages cost a quarter (docs/performance.md has the figures). Linux only; anywhere else, and
/// whenever something is not as expected, the heap faults its pages in as usual.
/// </summary>
internal static unsafe class HeapPrefault
{
    private const int HugePage = 14;
    private const int PopulateWrite = 23;
    private const int ReadWrite = 3;
    private const long Step = 16L << 20;
    private const long Ahead = 32L << 20;
    private const long StartsAt = 3L << 20;
    private const long FirstGeneration = 200L << 20;
    private const long Most = 768L << 20;
    private const long SmallestMachine = 2L << 30;
    private const long SmallestReserve = 1L << 32;

    /// <summary>Starts a thread that keeps ahead of the evaluation; it ends with the process.</summary>
    public static void Start()
    {
        // Where there is a compiler at run time, the collector has other settings.
        if (OperatingSystem.IsLinux() && Environment.ProcessorCount > 1 && !System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported
            && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= SmallestMachine)
        {
            new Thread(Run, 256 * 1024) { IsBackground = true }.Start();
        }
    }

    private static void Run()
    {
        while (GC.GetTotalAllocatedBytes() < StartsAt)
        {
            Thread.Sleep(1);
        }

        nint begin = HeapAddress();
        nint end = EndOfReserve(begin);
        long done = 0;
        while (end - begin > Step)
        {
            long wanted = Math.Min(GC.GetTotalAllocatedBytes() + Ahead, Limit());
            while (done < wanted && begin + done + Step <= end)
            {
                if (!Ask(begin + (nint)done))
                {
                    return;
                }

                done += Step;
            }

            Thread.Sleep(done >= Most ? Timeout.Infinite : 1);
        }
    }

    // Large pages where the kernel has them; it is no fault when it has none.
    private static bool Ask(nint address)
    {
        if (mprotect(address, (nuint)Step, ReadWrite) != 0)
        {
            return false;
        }

        _ = madvise(address, (nuint)Step, HugePage);
        return madvise(address, (nuint)Step, PopulateWrite) == 0;
    }

    /// <summary>No more than the first generation and what survived the last collection.</summary>
    private static long Limit()
    {
        long survived = 0;
        if (GC.CollectionCount(0) > 0)
        {
            ReadOnlySpan<GCGenerationInfo> generations = GC.GetGCMemoryInfo().GenerationInfo;
            survived = generations[0].SizeAfterBytes + generations[1].SizeAfterBytes + generations[2].SizeAfterBytes;
        }

        return Math.Min(Most, FirstGeneration + survived);
    }

    /// <summary>The next region boundary behind a new object: the collector hands regions out from low to high.</summary>
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
