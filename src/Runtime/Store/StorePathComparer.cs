using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Store paths as keys: their hash part is a hash already.</summary>
internal sealed class StorePathComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
{
    // The last eight characters of the hash: those in front hold the fewest bits.
    private const int End = 43, Length = 8;

    public bool Equals(string? x, string? y) => string.Equals(x, y);

    public bool Equals(ReadOnlySpan<char> alternate, string other) => alternate.SequenceEqual(other);

    public int GetHashCode(string obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<char> alternate)
    {
        if (alternate.Length < End)
        {
            return alternate.Length;
        }

        ReadOnlySpan<ulong> digits = MemoryMarshal.Cast<char, ulong>(alternate.Slice(End - Length, Length));
        // Five of the sixteen bits of a digit differ; the product brings them all into its upper half.
        return (int)(((digits[0] * 0x9E3779B97F4A7C15) ^ (digits[1] * 0xC2B2AE3D27D4EB4F)) >> 32);
    }

    public string Create(ReadOnlySpan<char> alternate) => alternate.ToString();
}
