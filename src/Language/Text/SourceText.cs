using System;
using System.Text;

namespace Tvix.Aot.Language.Text;

/// <summary>A line and a column, both from 1; columns count bytes, as Nix does.</summary>
public readonly record struct LinePosition(int Line, int Column);

/// <summary>
/// The bytes of one Nix file. Every char of <see cref="Bytes"/> is one byte (Latin-1 as a carrier),
/// because Nix strings are byte strings and positions count bytes.
/// </summary>
public sealed class SourceText
{
    /// <summary>The offset of what the text does not say itself, and Nix knows no place of.</summary>
    public const int Nowhere = -1;

    private LineTable? _lines;

    /// <param name="path">Canonical absolute path, or a name such as <c>«string»</c>.</param>
    /// <param name="bytes">The file's bytes, one a char.</param>
    /// <param name="isFile">False for expressions from the command line.</param>
    public SourceText(string path, string bytes, bool isFile = true)
    {
        Path = path;
        Bytes = bytes;
        IsFile = isFile;
    }

    public string Path { get; }

    public string Bytes { get; }

    public bool IsFile { get; }

    /// <summary>The folder that relative paths in this text start from.</summary>
    public string BaseDirectory { get; set; } = "/";

    /// <summary>The text of a file, whose relative paths start from its folder.</summary>
    public static SourceText OfFile(string path, string bytes) => new(path, bytes) { BaseDirectory = Shared.PathText.DirectoryOf(path) };

    /// <summary>An expression that is given as text; its relative paths start from <paramref name="directory"/>.</summary>
    public static SourceText OfExpression(string bytes, string directory) =>
        new("\u00c2\u00abstring\u00c2\u00bb", bytes, isFile: false) { BaseDirectory = directory };

    public static SourceText FromUtf8(string path, byte[] bytes) => new(path, Carrier(bytes));

    public static SourceText FromString(string name, string text) =>
        new(name, CarrierOf(text), isFile: false);

    /// <summary>Tells this text from any other.</summary>
    public ulong ContentKey => Shared.ContentKeys.Of(Bytes);

    /// <summary>Bytes as chars 0..255.</summary>
    public static string Carrier(byte[] bytes) => Carrier(bytes, bytes.Length);

    /// <summary>The first ones of them.</summary>
    public static string Carrier(byte[] bytes, int count)
    {
        var chars = new char[count];
        for (int i = 0; i < count; i++)
        {
            chars[i] = (char)bytes[i];
        }

        return new string(chars);
    }

    /// <summary>The .NET text whose UTF-8 a carrier holds, such as the path of a file.</summary>
    public static string OfCarrier(string carrier)
    {
        var bytes = new byte[carrier.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)carrier[i];
        }

        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The other way round.</summary>
    public static string CarrierOf(string text) => Carrier(Encoding.UTF8.GetBytes(text));

    // Most texts are never asked for a line.
    private LineTable Lines => _lines ??= new LineTable(Bytes);

    /// <summary>The line and column of an offset; of <see cref="Nowhere"/> those of the beginning.</summary>
    public LinePosition PositionOf(int offset) => Lines.PositionOf(Math.Max(offset, 0));

    /// <summary>The text of a line (from 1) without its end, or null where there is none.</summary>
    public string? Line(int number)
    {
        if (number < 1 || number > Lines.Count)
        {
            return null;
        }

        int start = Lines.StartOf(number - 1);
        int end = number < Lines.Count ? Lines.StartOf(number) : Bytes.Length;
        if (start > Bytes.Length)
        {
            return null;
        }

        return Bytes.Substring(start, end - start).TrimEnd('\n', '\r');
    }
}
