using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime;

/// <summary>
/// A byte string with its context. Every char of <see cref="Bytes"/> is one byte (0 to 255): .NET's vectorised
/// search and compare work on it, and lengths and order are those of bytes.
/// </summary>
public sealed class NixString : Value
{
    public static readonly NixString Empty = new("");

    private const int LongestWord = 12;
    private const int WordBits = 12;

    private static readonly NixString[] s_bytes = MakeBytes();
    private static readonly NixString?[] s_words = new NixString?[1 << WordBits];

    public readonly string Bytes;
    public readonly StringContext? Context;

    public NixString(string bytes, StringContext? context = null)
    {
        Bytes = bytes;
        Context = context;
    }

    public override ValueKind Kind => ValueKind.String;

    /// <summary>A string of one byte, preallocated.</summary>
    public static NixString OfByte(char b) => s_bytes[b];

    /// <summary>A part of a text, without context; nothing is made for the shortest ones.</summary>
    internal static NixString Slice(string text, int start, int end) => (end - start) switch
    {
        0 => Empty,
        1 => s_bytes[text[start]],
        <= LongestWord => Word(text.AsSpan(start, end - start)),
        _ => new NixString(text.Substring(start, end - start)),
    };

    /// <summary>Pieces of text repeat: parts of versions, words, numbers. The last one of each hash is kept.</summary>
    private static NixString Word(ReadOnlySpan<char> text)
    {
        ref NixString? last = ref s_words[HashOf(text) >> (64 - WordBits)];
        NixString? known = last;
        return known != null && text.SequenceEqual(known.Bytes) ? known : last = new NixString(text.ToString());
    }

    /// <summary>From both ends and the middle, which meet: of 2 to <see cref="LongestWord"/> bytes all count.</summary>
    private static ulong HashOf(ReadOnlySpan<char> text)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(text);
        ulong hash = bytes.Length < sizeof(ulong)
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) << 32)
            : BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ (BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]) * Odd);
        if (bytes.Length > 2 * sizeof(ulong))
        {
            hash ^= BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]) >> 3;
        }

        hash *= Odd;
        return (hash ^ (hash >> 32)) * Odd;
    }

    private static NixString[] MakeBytes()
    {
        var all = new NixString[256];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = new NixString(((char)i).ToString());
        }

        return all;
    }
}
