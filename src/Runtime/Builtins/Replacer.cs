using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>The patterns of a replaceStrings, prepared once: calls mostly come in series with the same two lists.</summary>
internal sealed class Replacer
{
    [ThreadStatic]
    private static StringBuilder? s_result;

    [ThreadStatic]
    private static Replacer? s_last;

    private readonly NixList _froms;
    private readonly NixList _tos;
    private readonly string[] _patterns;
    private readonly NixString?[] _replacements;
    private readonly List<int>?[] _byFirst = new List<int>?[256];
    private readonly SearchValues<char> _starts;
    private readonly int _empty = -1;

    private Replacer(NixList froms, NixList tos, string[] patterns)
    {
        _froms = froms;
        _tos = tos;
        _patterns = patterns;
        _replacements = new NixString?[patterns.Length];
        for (int i = patterns.Length - 1; i >= 0; i--)
        {
            if (patterns[i].Length == 0)
            {
                _empty = i;
            }
            else
            {
                (_byFirst[patterns[i][0]] ??= []).Insert(0, i);
            }
        }

        var first = new StringBuilder();
        for (int b = 0; b < 256; b++)
        {
            first.Append(_byFirst[b] != null ? ((char)b).ToString() : "");
        }

        _starts = SearchValues.Create(first.ToString());
    }

    /// <summary>For these patterns, which are forced, and their replacements, which are forced when they are used.</summary>
    public static Replacer For(NixList froms, NixList tos, int pos)
    {
        if (s_last is { } last && ReferenceEquals(last._froms, froms) && ReferenceEquals(last._tos, tos))
        {
            return last;
        }

        var patterns = new string[froms.Count];
        for (int i = 0; i < patterns.Length; i++)
        {
            patterns[i] = Expect.String(froms[i], "while evaluating one of the strings to replace passed to builtins.replaceStrings").Bytes;
        }

        return s_last = new Replacer(froms, tos, patterns);
    }

    public NixString Run(NixString text, int pos)
    {
        string s = text.Bytes;
        if (_empty < 0 && s.AsSpan().IndexOfAny(_starts) < 0)
        {
            return text;
        }

        // Replacements are code, which may replace in turn.
        ForceUsed(s, pos);
        StringContext? context = text.Context;
        StringBuilder result = (s_result ??= new()).Clear();
        int at = 0;
        while (at <= s.Length)
        {
            at = SkipTo(s, at, result);
            int pattern = Find(s, at);
            if (pattern >= 0)
            {
                NixString replacement = _replacements[pattern]!;
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

        return new NixString(result.ToString(), context);
    }

    /// <summary>Forces the replacements that a text needs, in the order of their first use.</summary>
    private void ForceUsed(string s, int pos)
    {
        int at = 0;
        while (at <= s.Length)
        {
            at = SkipTo(s, at, null);
            int pattern = Find(s, at);
            if (pattern >= 0)
            {
                _replacements[pattern] ??= Expect.String(_tos[pattern], "while evaluating one of the replacement strings passed to builtins.replaceStrings");
            }

            at += pattern < 0 ? 1 : Math.Max(1, _patterns[pattern].Length);
        }
    }

    /// <summary>Nothing can start before the next byte that begins a pattern, unless there is an empty one.</summary>
    private int SkipTo(string s, int at, StringBuilder? result)
    {
        if (_empty >= 0)
        {
            return at;
        }

        int skip = s.AsSpan(at).IndexOfAny(_starts);
        skip = skip < 0 ? s.Length - at : skip;
        result?.Append(s, at, skip);
        return at + skip;
    }

    /// <summary>The first pattern, in the order of the list, that fits at a place; -1 for none.</summary>
    private int Find(string s, int at)
    {
        int found = _empty >= 0 ? _empty : int.MaxValue;
        if (at < s.Length && _byFirst[s[at]] is { } candidates)
        {
            foreach (int i in candidates)
            {
                if (i < found && (_patterns[i].Length == 1 || string.CompareOrdinal(s, at, _patterns[i], 0, _patterns[i].Length) == 0))
                {
                    found = i;
                    break;
                }
            }
        }

        return found == int.MaxValue ? -1 : found;
    }
}
