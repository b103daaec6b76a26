using System;
using System.Runtime.CompilerServices;

namespace Tvix.Aot.Language.Shared;

/// <summary>
/// By what a program knows whether a file is still the one that was compiled into it: XXH64 (xxhash_spec.md, seed 0) of its bytes. A program
/// hashes every file that it imports, so this is a hash that takes less than reading the file; nothing is safer by one that resists attacks,
/// as who can write the file needs none.
/// </summary>
internal static class ContentKeys
{
    private const ulong Prime1 = 0x9E3779B185EBCA87, Prime2 = 0xC2B2AE3D27D4EB4F, Prime3 = 0x165667B19E3779F9,
        Prime4 = 0x85EBCA77C2B2AE63, Prime5 = 0x27D4EB2F165667C5;

    private const int Stripe = 4 * sizeof(ulong);

    /// <summary>Of bytes that are carried as chars.</summary>
    public static ulong Of(string carried)
    {
        var bytes = new byte[carried.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)carried[i];
        }

        return Of(bytes, bytes.Length);
    }

    /// <summary>Of the first bytes of an array.</summary>
    public static ulong Of(byte[] bytes, int count)
    {
        int at = 0;
        ulong hash = count >= Stripe ? OfStripes(bytes, count, ref at) : Prime5;
        hash += (ulong)count;
        for (; at + sizeof(ulong) <= count; at += sizeof(ulong))
        {
            hash = (Rotate(hash ^ Round(0, Word(bytes, at)), 27) * Prime1) + Prime4;
        }

        if (at + sizeof(uint) <= count)
        {
            hash = (Rotate(hash ^ (BitConverter.ToUInt32(bytes, at) * Prime1), 23) * Prime2) + Prime3;
            at += sizeof(uint);
        }

        for (; at < count; at++)
        {
            hash = Rotate(hash ^ (bytes[at] * Prime5), 11) * Prime1;
        }

        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    // Four sums that do not wait for one another.
    private static ulong OfStripes(byte[] bytes, int count, ref int at)
    {
        ulong a = unchecked(Prime1 + Prime2), b = Prime2, c = 0, d = unchecked(0 - Prime1);
        for (; at + Stripe <= count; at += Stripe)
        {
            a = Round(a, Word(bytes, at));
            b = Round(b, Word(bytes, at + sizeof(ulong)));
            c = Round(c, Word(bytes, at + (2 * sizeof(ulong))));
            d = Round(d, Word(bytes, at + (3 * sizeof(ulong))));
        }

        ulong hash = Rotate(a, 1) + Rotate(b, 7) + Rotate(c, 12) + Rotate(d, 18);
        return Merge(Merge(Merge(Merge(hash, a), b), c), d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(ulong sum, ulong word) => Rotate(sum + (word * Prime2), 31) * Prime1;

    private static ulong Merge(ulong hash, ulong sum) => ((hash ^ Round(0, sum)) * Prime1) + Prime4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Rotate(ulong value, int by) => (value << by) | (value >> (64 - by));

    // The processors that .NET runs on for this have their lowest byte first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(byte[] bytes, int at) => BitConverter.ToUInt64(bytes, at);
}
