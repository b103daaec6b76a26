using System;
using System.Buffers;
using System.Text;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>The patterns of a replaceStrings, prepared once: calls mostly come in series with the same two lists.</summary>
internal sealed class Replacer
{
    // Up to so many different bytes are found without preparation, and up to so many patterns without a table.
    private const int FewStarts = 5;
    private const int FewPatterns = 4;

    // So far ahead a look at each byte is quicker than a search.
    private const int Near = 12;

    // A power of two.
    private const int Kept = 8;

    [ThreadStatic]
    private static StringBuilder? s_result;

    [ThreadStatic]
    private static Replacer?[]? s_recent;

    [ThreadStatic]
    private static int s_next;

    private readonly NixList _froms;
    private readonly NixList _tos;
    private readonly string[] _patterns;
    private readonly NixString?[] _replacements;

    // The bytes that patterns begin with.
    private readonly string _starts;
    private readonly SearchValues<char>? _manyStarts;
    private readonly bool[] _isStart = [];

    // By first byte one more than the number of the first pattern; by pattern one more than that of the next one that begins like it.
    private readonly int[]? _firstOf;
    private readonly int[]? _nextOf;
    private readonly int _empty = -1;
    private readonly ByteMap? _bytes;

    private Replacer(NixList froms, NixList tos, string[] patterns)
    {
        (_froms, _tos, _patterns) = (froms, tos, patterns);
        _replacements = new NixString?[patterns.Length];
        if (IsSingle)
        {
            _starts = "";
            return;
        }

        if (patterns.Length > FewPatterns)
        {
            (_firstOf, _nextOf) = (new int[256], new int[patterns.Length]);
        }

        _isStart = new bool[256];
        var starts = new StringBuilder(patterns.Length);
        for (int i = patterns.Length - 1; i >= 0; i--)
        {
            if (patterns[i].Length == 0)
            {
                _empty = i;
                continue;
            }

            char first = patterns[i][0];
            starts.Append(first);
            _isStart[first] = true;
            if (_firstOf != null)
            {
                (_nextOf![i], _firstOf[first]) = (_firstOf[first], i + 1);
            }
        }

        _bytes = Array.TrueForAll(patterns, p => p.Length == 1) ? new ByteMap(patterns) : null;
        _starts = starts.ToString();
        _manyStarts = _starts.Length > FewStarts ? SearchValues.Create(_starts) : null;
    }

    private bool IsSingle => _patterns is [{ Length: > 0 }];

    /// <summary>For these patterns, which are forced, and their replacements, which are forced when they are used.</summary>
    public static Replacer For(NixList froms, NixList tos)
    {
        Replacer?[] recent = s_recent ??= new Replacer?[Kept];
        foreach (Replacer? known in recent)
        {
            if (known != null && ReferenceEquals(known._froms, froms) && ReferenceEquals(known._tos, tos))
            {
                return known;
            }
        }

        var patterns = new string[froms.Count];
        for (int i = 0; i < patterns.Length; i++)
        {
            patterns[i] = Expect.String(froms[i], "while evaluating one of the strings to replace passed to builtins.replaceStrings").Bytes;
        }

        return recent[s_next++ & (Kept - 1)] = new Replacer(froms, tos, patterns);
    }

    public NixString Run(NixString text)
    {
        string s = text.Bytes;
        if (IsSingle)
        {
            return s.Contains(_patterns[0], StringComparison.Ordinal) ? ReplaceOnly(text, _patterns[0]) : text;
        }

        if (_empty < 0 && IndexOfStart(s) < 0)
        {
            return text;
        }

        if (_bytes?.Apply(s) is { } mapped)
        {
            return new NixString(mapped, text.Context);
        }

        return Replace(text);
    }

    private NixString ReplaceOnly(NixString text, string pattern)
    {
        NixString replacement = Force(0);
        return new NixString(
            text.Bytes.Replace(pattern, replacement.Bytes, StringComparison.Ordinal), StringContext.Union(text.Context, replacement.Context));
    }

    private NixString Replace(NixString text)
    {
        string s = text.Bytes;
        StringContext? context = text.Context;
        // Replacements are code, which may replace in turn.
        StringBuilder result = s_result ?? new();
        s_result = null;
        int at = 0;
        while (at <= s.Length)
        {
            at = SkipTo(s, at, result);
            int pattern = Find(s, at);
            if (pattern >= 0)
            {
                NixString replacement = Force(pattern);
                context = StringContext.Union(context, replacement.Context);
                result.Append(replacement.Bytes);
                at += _patterns[pattern].Length;
            }

            if (pattern < 0 || _patterns[pattern].Length == 0)
            {
                if (at < s.Length)
                {
                    result.Append(s[at]);
                }

                at++;
            }
        }

        string replaced = result.ToString();
        s_result = result.Clear();
        return new NixString(replaced, context);
    }

    private NixString Force(int pattern)
    {
        if (_replacements[pattern] is not { } replacement)
        {
            replacement = Expect.String(_tos[pattern], "while evaluating one of the replacement strings passed to builtins.replaceStrings");
            _replacements[pattern] = replacement;
            _bytes?.Set(_patterns[pattern], replacement);
        }

        return replacement;
    }

    private int IndexOfStart(ReadOnlySpan<char> s) => _manyStarts != null ? s.IndexOfAny(_manyStarts) : s.IndexOfAny(_starts);

    /// <summary>Nothing can start before the next byte that begins a pattern, unless there is an empty one.</summary>
    private int SkipTo(string s, int at, StringBuilder result)
    {
        if (_empty >= 0)
        {
            return at;
        }

        int end = at, near = Math.Min(at + Near, s.Length);
        while (end < near && !_isStart[s[end]])
        {
            end++;
        }

        if (end == near)
        {
            int skip = IndexOfStart(s.AsSpan(end));
            end = skip < 0 ? s.Length : end + skip;
        }

        result.Append(s, at, end - at);
        return end;
    }

    /// <summary>The first pattern, in the order of the list, that fits at a place; -1 for none.</summary>
    private int Find(string s, int at)
    {
        if (_firstOf == null)
        {
            int found = 0;
            while (found < _patterns.Length && !Fits(_patterns[found], s, at))
            {
                found++;
            }

            return found < _patterns.Length ? found : -1;
        }

        for (int i = at < s.Length ? _firstOf[s[at]] : 0; i > 0; i = _nextOf![i - 1])
        {
            if (_patterns[i - 1].Length == 1 || Fits(_patterns[i - 1], s, at))
            {
                return _empty < 0 ? i - 1 : Math.Min(_empty, i - 1);
            }
        }

        return _empty;
    }

    private static bool Fits(string pattern, string s, int at) => s.AsSpan(at).StartsWith(pattern);
}

/// <summary>Single bytes for single bytes, as in toUpper: without a search.</summary>
internal sealed class ByteMap
{
    private const int Longest = 256;
    private const char Unknown = char.MaxValue;

    private readonly char[] _of = new char[256];

    /// <param name="patterns">Single bytes; what they become is not known yet.</param>
    public ByteMap(string[] patterns)
    {
        for (int b = 0; b < _of.Length; b++)
        {
            _of[b] = (char)b;
        }

        foreach (string pattern in patterns)
        {
            _of[pattern[0]] = Unknown;
        }
    }

    /// <summary>What a pattern becomes; of equal ones the first is asked for.</summary>
    public void Set(string pattern, NixString replacement)
    {
        if (replacement is { Bytes: [var b], Context: null })
        {
            _of[pattern[0]] = b;
        }
    }

    /// <summary>Null where a byte becomes something else than a known byte, or the text is long.</summary>
    public string? Apply(string s)
    {
        if (s.Length > Longest)
        {
            return null;
        }

        Span<char> mapped = stackalloc char[s.Length];
        for (int i = 0; i < mapped.Length; i++)
        {
            if ((mapped[i] = _of[s[i]]) == Unknown)
            {
                return null;
            }
        }

        return new string(mapped);
    }
}
