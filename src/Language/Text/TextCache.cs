using System;

namespace Tvix.Aot.Language.Text;

/// <summary>
/// Names and other short texts that repeat, in one file and from file to file: equal ones are mostly one string. Of those that
/// share a place the last one is kept; each thread has its own.
/// </summary>
internal static class TextCache
{
    private const int Bits = 13;
    private const int Longest = 40;

    [ThreadStatic]
    private static string?[]? s_texts;

    /// <summary>A part of a text as a string.</summary>
    public static string Take(string text, int start, int length)
    {
        if (length > Longest)
        {
            return text.Substring(start, length);
        }

        uint hash = (uint)length;
        for (int i = start; i < start + length; i++)
        {
            hash = (hash * 31) + text[i];
        }

        string?[] texts = s_texts ??= new string?[1 << Bits];
        ref string? known = ref texts[(hash * 2654435769) >> (32 - Bits)];
        if (known is null || known.Length != length || string.CompareOrdinal(known, 0, text, start, length) != 0)
        {
            known = text.Substring(start, length);
        }

        return known;
    }
}
