using System;
using System.Collections.Generic;
using System.Threading;

namespace Tvix.Aot.Runtime;

/// <summary>A place in a .nix file.</summary>
public readonly record struct SourcePosition(string File, int Line, int Column);

/// <summary>
/// Places in source files as numbers. Every module registers a table (line and column for each of its places) and
/// gets the first number of a range; 0 is no place.
/// </summary>
public static class Positions
{
    private static readonly Lock s_lock = new();
    private static readonly List<Range> s_ranges = [];
    private static int s_next = 1;

    private sealed record Range(int First, SourceFile File, Func<int, (int Line, int Column)> Place);

    /// <summary>Registers the places of a file; each entry is line * 4096 + column, columns past 4095 are clamped.</summary>
    public static int Register(SourceFile file, int count, Func<ReadOnlyMemory<uint>> table) => Register(file, count, index =>
    {
        uint entry = table().Span[index];
        return ((int)(entry >> 12), (int)(entry & 4095));
    });

    /// <summary>Registers the places of a file; <paramref name="place"/> gives line and column of each when they are asked for.</summary>
    public static int Register(SourceFile file, int count, Func<int, (int Line, int Column)> place)
    {
        lock (s_lock)
        {
            int first = s_next;
            s_ranges.Add(new Range(first, file, place));
            s_next += count;
            return first;
        }
    }

    public static SourcePosition? Resolve(int position)
    {
        if (RangeOf(position) is not { } range)
        {
            return null;
        }

        (int line, int column) = range.Place(position - range.First);
        return new SourcePosition(range.File.DisplayPath, line, column);
    }

    /// <summary>A place as the text of a message names it.</summary>
    public static string Show(int position) => Resolve(position) is { } at ? $"{at.File}:{at.Line}:{at.Column}" : "\u00abnone\u00bb".ToBytes();

    /// <summary>The file that a place lies in.</summary>
    public static SourceFile? FileOf(int position) => RangeOf(position)?.File;

    /// <summary>Whether a place is one of a text of the user's; Nix leaves its own out of some lines of traces.</summary>
    public static bool IsUsers(int position) => position != 0 && FileOf(position) is not { IsInternal: true };

    private static Range? RangeOf(int position)
    {
        if (position <= 0)
        {
            return null;
        }

        lock (s_lock)
        {
            int low = 0, high = s_ranges.Count - 1;
            while (low < high)
            {
                int middle = (low + high + 1) / 2;
                (low, high) = s_ranges[middle].First <= position ? (middle, high) : (low, middle - 1);
            }

            return high < 0 ? null : s_ranges[low];
        }
    }
}

/// <summary>A source file as the runtime knows it: where it lies, and its text for excerpts when it can be had.</summary>
public sealed class SourceFile
{
    private readonly Func<string> _path;
    /// <summary>Where Nix has <c>derivation</c>.</summary>
    internal const string OfDerivation = "/derivation-internal.nix";

    private readonly string? _text, _rawPath;

    /// <param name="rawPath">The path as programs see it, where messages show another; such a file has no text.</param>
    public SourceFile(Func<string> path, bool isFile, string? text = null, string? rawPath = null)
    {
        _path = path;
        _text = text;
        _rawPath = rawPath;
        IsFile = isFile;
    }

    /// <summary>The path as messages show it.</summary>
    public string DisplayPath => _path();

    /// <summary>The path as programs see it.</summary>
    public string RawPath => _rawPath ?? _path();

    /// <summary>Whether it is the file that Nix has <c>derivation</c> in.</summary>
    internal bool IsInternal => _rawPath == OfDerivation;

    /// <summary>False for expressions given as text: their attributes have no position.</summary>
    public bool IsFile { get; }

    /// <summary>The text, or null when the file is not there any more.</summary>
    public string? ReadText() => _text ?? (IsFile && _rawPath == null ? Host.EvalHost.Current.TryReadForExcerpt(DisplayPath) : null);
}
