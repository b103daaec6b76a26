using System.Security.Cryptography;

namespace Tvix.Aot.Language.Shared;

/// <summary>By what a program knows whether a file is still the one that was compiled into it.</summary>
internal static class ContentKeys
{
    private const int KeptBytes = 8;

    /// <summary>The start of the SHA-256 of some bytes, as hexadecimal digits.</summary>
    public static string Of(byte[] bytes)
    {
        byte[] digest = Digest(bytes);
        var text = new char[2 * KeptBytes];
        for (int i = 0; i < KeptBytes; i++)
        {
            text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
            text[(2 * i) + 1] = "0123456789abcdef"[digest[i] & 15];
        }

        return new string(text);
    }

#if NET
    private static byte[] Digest(byte[] bytes) => SHA256.HashData(bytes);
#else
    private static byte[] Digest(byte[] bytes)
    {
        using SHA256 hash = SHA256.Create();
        return hash.ComputeHash(bytes);
    }
#endif

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
