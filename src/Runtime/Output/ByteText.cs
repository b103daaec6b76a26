using System;
using System.IO;
using System.Text;

namespace Tvix.Aot.Runtime;

/// <summary>The one place where byte strings (a char a byte) and .NET text meet.</summary>
public static class ByteText
{
    // See RawText.
    private const char FirstRaw = '\uDC80';
    private const char LastRaw = '\uDCFF';

    /// <summary>.NET text as the bytes of its UTF-8, a char each.</summary>
    public static string ToBytes(this string text)
    {
        foreach (char c in text)
        {
            if (c > 127)
            {
                return text.AsSpan().ContainsAnyInRange(FirstRaw, LastRaw) ? WithRaw(text) : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
            }
        }

        return text;
    }

    /// <summary>The same where bytes may stand in the text as lone surrogates.</summary>
    private static string WithRaw(string text)
    {
        var bytes = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int length = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1;
            bytes.Append(length == 1 && text[i] is >= FirstRaw and <= LastRaw
                ? ((char)(text[i] & byte.MaxValue)).ToString() : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text.Substring(i, length))));
            i += length - 1;
        }

        return bytes.ToString();
    }

    /// <summary>A byte string as .NET text; bytes that are not UTF-8 become U+FFFD.</summary>
    public static string ToText(string bytes)
    {
        foreach (char c in bytes)
        {
            if (c > 127)
            {
                return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));
            }
        }

        return bytes;
    }

    public static byte[] ToByteArray(string bytes) => Encoding.Latin1.GetBytes(bytes);

    public static string FromByteArray(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Writes a byte string as the bytes that it is.</summary>
    public static void Write(Stream stream, string bytes)
    {
        const int Chunk = 1 << 16;
        Span<byte> buffer = stackalloc byte[4096];
        byte[]? large = bytes.Length > buffer.Length ? new byte[Math.Min(bytes.Length, Chunk)] : null;
        Span<byte> target = large ?? buffer;
        for (int i = 0; i < bytes.Length; i += target.Length)
        {
            ReadOnlySpan<char> part = bytes.AsSpan(i, Math.Min(target.Length, bytes.Length - i));
            int written = Encoding.Latin1.GetBytes(part, target);
            stream.Write(target[..written]);
        }
    }

    /// <summary>Writes a message. Where nobody can be told, as on a closed stream, nobody is.</summary>
    public static void WriteMessage(Stream errors, string bytes)
    {
        try
        {
            Write(errors, bytes);
            errors.Flush();
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            // The result, or the exit code, is still worth having.
        }
    }
}
