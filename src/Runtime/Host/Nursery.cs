using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// How much is allocated between collections. Where little of it survives, a first generation of a few megabytes is best: it stays in
/// the cache, and touches no new memory; native programs are linked with that. Where much survives, as in sets of packages, or the stack
/// is deep, a collection costs more than the memory: after one that kept or took much, the next few hundred megabytes are not collected
/// at all. So too after many that were neither, but took long together, and from the beginning in a program of many files. (Nix collects nothing
/// before its heap has 384 MB, or a quarter of the memory.)
/// </summary>
public sealed class Nursery
{
    private const long Megabyte = 1 << 20;
    private const int ShareOfMemory = 4;
    private const double Much = 0.3;
    private const long MostForPause = 2048 * Megabyte, ForDepth = 2048 * Megabyte;
    private static readonly TimeSpan s_longForMegabyte = TimeSpan.FromMilliseconds(2);

    // Many small collections that each keep a little less than much cost as much as new memory does: 0.4 ms for a megabyte in small pages, more in
    // large ones that the host has to give.
    private const long Enough = 64 * Megabyte;
    private static readonly TimeSpan s_oftenForMegabyte = TimeSpan.FromMilliseconds(0.3);

    private static bool s_isWatching;
    private static long s_allocated;
    private static bool s_wasLeft;

    private Nursery()
    {
    }

    /// <summary>The bytes that are not collected, the first time. Less takes less memory, and more time.</summary>
    public static long Uncollected { get; set; } = 384 * Megabyte;

    /// <summary>The same for later times, when there are more live data beside them.</summary>
    public static long Later { get; set; } = 384 * Megabyte;

    /// <summary>Runs after each collection, since nothing refers to the object; the next one waits for the next collection.</summary>
    ~Nursery()
    {
        if (Adapt())
        {
            _ = new Nursery();
        }
    }

    /// <summary>
    /// Begins to look at collections. Where there is a compiler at run time, the collector has other settings; where address space is short, it
    /// reserves so little that it crashes in such regions.
    /// </summary>
    public static void Watch()
    {
        if (!s_isWatching && !RuntimeFeature.IsDynamicCodeSupported && !AddressSpace.IsShort)
        {
            s_isWatching = true;
            _ = new Nursery();
        }
    }

    /// <returns>Whether to go on looking.</returns>
    private static bool Adapt()
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            return true;
        }

        GCMemoryInfo last = GC.GetGCMemoryInfo(GCKind.Any);
        long total = GC.GetTotalAllocatedBytes(), allocated = total - s_allocated;
        s_allocated = total;
        bool isCostly = last.PromotedBytes >= Much * allocated || last.PauseDurations[0] >= s_longForMegabyte * (allocated / (double)Megabyte)
            || (total >= Enough && GC.GetTotalPauseDuration() >= s_oftenForMegabyte * (total / (double)Megabyte));
        if (!isCostly)
        {
            return true;
        }

        // A deep stack is read again by each collection: the longer that takes, the rarer it is to be.
        long forPause = Math.Min(MostForPause, (long)last.PauseDurations[0].TotalMilliseconds * Megabyte);
        long bytes = Math.Max(s_wasLeft ? Later : Uncollected, forPause);
        s_wasLeft = true;
        return TryLeaveUncollected(bytes);
    }

    /// <summary>An evaluation has imported many files, as sets of packages do, which keep what they evaluate: the first collection would only tell that.</summary>
    internal static void LeaveForFiles()
    {
        if (s_isWatching && !s_wasLeft)
        {
            s_wasLeft = true;
            TryLeaveUncollected(Uncollected);
        }
    }

    /// <summary>
    /// Calls are nested deeper than Nix lets them: a collection that comes later would read all of their frames, a second for each million, so the
    /// next two gigabytes are not collected.
    /// </summary>
    internal static void LeaveForDepth()
    {
        if (!s_isWatching)
        {
            return;
        }

        try
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }
        catch (InvalidOperationException)
        {
            // A collection has ended it in between.
        }

        s_wasLeft = true;
        TryLeaveUncollected(ForDepth);
    }

    private static bool TryLeaveUncollected(long bytes)
    {
        try
        {
            // Collects nothing itself, and ends with the first collection.
            long most = GC.GetGCMemoryInfo(GCKind.Any).TotalAvailableMemoryBytes / ShareOfMemory;
            return GC.TryStartNoGCRegion(Math.Min(bytes, most), disallowFullBlockingGC: true);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // The collector has no such room here: it goes on as it does by itself.
            return false;
        }
    }
}
