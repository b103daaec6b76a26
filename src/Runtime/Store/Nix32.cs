using System;
using System.Buffers.Binary;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Nix's base-32: an alphabet without e, o, u, t, least significant digit last.</summary>
internal static class Nix32
{
    private const string Alphabet = "0123456789abcdfghijklmnpqrsvwxyz";

    private const int GroupBytes = 5;

    public static bool IsDigit(char c) => Alphabet.Contains(c, StringComparison.Ordinal);

    public static int LengthOf(int bytes) => ((bytes * 8) - 1) / 5 + 1;

    public static string Encode(ReadOnlySpan<byte> hash)
    {
        Span<char> text = stackalloc char[LengthOf(hash.Length)];
        Encode(hash, text);
        return new string(text);
    }

    /// <summary>Writes the digits of a hash into a place of their <see cref="LengthOf"/>.</summary>
    public static void Encode(ReadOnlySpan<byte> hash, Span<char> text)
    {
        if (hash.Length % GroupBytes == 0)
        {
            EncodeGroups(hash, text);
            return;
        }

        for (int n = text.Length - 1, k = 0; n >= 0; n--, k++)
        {
            int bit = n * 5, i = bit / 8, j = bit % 8;
            int c = (hash[i] >> j) | (i + 1 < hash.Length ? hash[i + 1] << (8 - j) : 0);
            text[k] = Alphabet[c & 31];
        }
    }

    // Five bytes are eight digits.
    private static void EncodeGroups(ReadOnlySpan<byte> hash, Span<char> text)
    {
        int k = 0;
        for (int group = hash.Length - GroupBytes; group >= 0; group -= GroupBytes)
        {
            ulong bits = BinaryPrimitives.ReadUInt32LittleEndian(hash[group..]) | ((ulong)hash[group + sizeof(uint)] << 32);
            for (int shift = (GroupBytes * 8) - 5; shift >= 0; shift -= 5)
            {
                text[k++] = Alphabet[(int)(bits >> shift) & 31];
            }
        }
    }

    /// <summary>None for a character outside the alphabet, and one byte more for bits that do not fit.</summary>
    public static byte[] Decode(string text, int bytes)
    {
        var hash = new byte[bytes];
        for (int n = 0; n < text.Length; n++)
        {
            int digit = Alphabet.IndexOf(text[text.Length - n - 1], StringComparison.Ordinal);
            if (digit < 0)
            {
                return [];
            }

            int bit = n * 5, i = bit / 8, j = bit % 8;
            hash[i] |= (byte)(digit << j);
            int carry = digit >> (8 - j);
            if (i + 1 < bytes)
            {
                hash[i + 1] |= (byte)carry;
            }
            else if (carry != 0)
            {
                return [.. hash, (byte)carry];
            }
        }

        return hash;
    }
}
