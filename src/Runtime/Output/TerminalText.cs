using System;
using System.Globalization;
using System.Text;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Messages as Nix sends them to standard error (filterANSIEscapes in terminal.cc): tabs are spaces, up to the next multiple of eight
/// columns counted from the start of the message; carriage returns, bells and, where no terminal reads them, escape sequences are gone.
/// </summary>
public static class TerminalText
{
    private const int TabWidth = 8;

    /// <param name="bytes">A message, its bytes as chars.</param>
    public static string Filter(string bytes) =>
        bytes.AsSpan().IndexOfAny("\t\r\a\u001b") < 0 ? bytes : Filter(bytes, isTerminal: !Console.IsErrorRedirected);

    private static string Filter(string bytes, bool isTerminal)
    {
        var text = new StringBuilder(bytes.Length);
        int column = 0;
        for (int i = 0; i < bytes.Length;)
        {
            switch (bytes[i])
            {
                case '\u001b':
                    int end = EndOfEscape(bytes, i, out bool isStyle);
                    text.Append(isTerminal && isStyle ? bytes.AsSpan(i, end - i) : []);
                    i = end;
                    break;
                case '\t':
                    int spaces = TabWidth - (column % TabWidth);
                    text.Append(' ', spaces);
                    column += spaces;
                    i++;
                    break;
                case '\r' or '\a':
                    i++;
                    break;
                default:
                    int length = LengthOf(bytes, i);
                    column += WidthOf(bytes.AsSpan(i, length));
                    text.Append(bytes, i, length);
                    i += length;
                    break;
            }
        }

        return text.ToString();
    }

    private static int EndOfEscape(string text, int start, out bool isStyle)
    {
        int i = start + 1;
        isStyle = false;
        switch (i < text.Length ? text[i] : '\0')
        {
            case '[':
                i = Skip(text, Skip(text, i + 1, '0', '?'), ' ', '/');
                if (i < text.Length && text[i] is >= '@' and <= '~')
                {
                    isStyle = text[i++] == 'm';
                }

                return i;
            case ']':
                int end = text.AsSpan(i).IndexOfAny('\u001b', '\a') is >= 0 and var found ? i + found : text.Length;
                return end + 1 < text.Length && text[end] == '\u001b' && text[end + 1] == '\\' ? end + 2 : Math.Min(end + 1, text.Length);
            case >= '@' and <= '_':
                return i + 1;
            default:
                return i;
        }
    }

    private static int Skip(string text, int i, char from, char to)
    {
        while (i < text.Length && text[i] >= from && text[i] <= to)
        {
            i++;
        }

        return i;
    }

    /// <summary>How many bytes a character has; bytes that are no UTF-8 stand for themselves.</summary>
    private static int LengthOf(string bytes, int start)
    {
        int length = bytes[start] switch
        {
            < '\u0080' => 1,
            >= '\u00c0' and < '\u00e0' => 2,
            >= '\u00e0' and < '\u00f0' => 3,
            >= '\u00f0' and < '\u00f8' => 4,
            _ => 1,
        };
        for (int i = 1; i < length; i++)
        {
            if (start + i >= bytes.Length || bytes[start + i] is < '\u0080' or >= '\u00c0')
            {
                return i;
            }
        }

        return length;
    }

    private static int WidthOf(ReadOnlySpan<char> bytes)
    {
        if (bytes.Length == 1)
        {
            return bytes[0] is < ' ' or '\u007f' ? 0 : 1;
        }

        Span<byte> utf8 = stackalloc byte[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            utf8[i] = (byte)bytes[i];
        }

        return Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed) != System.Buffers.OperationStatus.Done || consumed != bytes.Length ? bytes.Length
            : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control ? 0
            : IsWide(rune.Value) ? 2 : 1;
    }

    // The blocks of East Asian characters and pictographs that take two columns (Unicode's EastAsianWidth.txt).
    private static bool IsWide(int c) => c is >= 0x1100 and <= 0x115f or >= 0x2e80 and <= 0x303e or >= 0x3041 and <= 0xa4cf or >= 0xac00 and <= 0xd7a3
        or >= 0xf900 and <= 0xfaff or >= 0xfe30 and <= 0xfe6f or >= 0xff00 and <= 0xff60 or >= 0xffe0 and <= 0xffe6
        or >= 0x1f300 and <= 0x1f64f or >= 0x1f900 and <= 0x1f9ff or >= 0x20000 and <= 0x3fffd;
}
