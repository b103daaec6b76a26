using System;
using System.Collections.Generic;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>The bytes of a written hash, as Nix decodes them (Hash::Hash, base64Decode): with characters that a notation lacks there are none.</summary>
internal static class HashDecoding
{
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <param name="text">Without the name of the algorithm.</param>
    /// <param name="isSri">Whether a hyphen stood in front of it.</param>
    /// <exception cref="EvalException">It is not a hash of so many bytes.</exception>
    public static byte[] Decode(string text, int size, bool isSri, string algorithm, int pos)
    {
        (string notation, byte[] bytes) = text.Length switch
        {
            _ when isSri => ("SRI", FromBase64(text)),
            var hex when hex == size * 2 => ("base16", FromHex(text)),
            var digits when digits == Nix32.LengthOf(size) => ("nix32", Nix32.Decode(text, size)),
            var base64 when base64 == (size + 2) / 3 * 4 => ("Base64", FromBase64(text)),
            _ => throw EvalErrors.Evaluation($"hash '{text}' has wrong length for hash algorithm '{algorithm}'", pos),
        };
        return bytes.Length == size ? bytes
            : throw EvalErrors.Evaluation($"invalid {notation} hash '{text}', length {bytes.Length} != expected length {size}", pos);
    }

    /// <summary>It ends with the first <c>=</c>, lines may be broken, and bits that fill no byte do not count.</summary>
    private static byte[] FromBase64(string text)
    {
        var bytes = new List<byte>(text.Length);
        int value = 0, bits = 0;
        foreach (char c in text)
        {
            if (c == '=')
            {
                break;
            }

            if (c == '\n')
            {
                continue;
            }

            int digit = Base64.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return [];
            }

            value = (value << 6) | digit;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(value >> bits));
            }
        }

        return bytes.ToArray();
    }

    private static byte[] FromHex(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return [];
            }
        }

        return Convert.FromHexString(text);
    }
}
