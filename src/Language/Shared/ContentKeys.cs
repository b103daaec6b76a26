using System.Security.Cryptography;
using System.Text;

namespace Tvix.Aot.Language.Shared;

/// <summary>By what a program knows whether a file is still the one that was compiled into it.</summary>
internal static class ContentKeys
{
    private const int KeptBytes = 8;

    /// <summary>The start of the SHA-256 of some bytes, as hexadecimal digits.</summary>
    public static string Of(byte[] bytes)
    {
        using SHA256 hash = SHA256.Create();
        byte[] digest = hash.ComputeHash(bytes);
        var text = new StringBuilder(2 * KeptBytes);
        for (int i = 0; i < KeptBytes; i++)
        {
            text.Append("0123456789abcdef"[digest[i] >> 4]).Append("0123456789abcdef"[digest[i] & 15]);
        }

        return text.ToString();
    }

    /// <summary>The same for bytes that are carried as chars.</summary>
    public static string Of(string carried)
    {
        var bytes = new byte[carried.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)carried[i];
        }

        return Of(bytes);
    }
}
