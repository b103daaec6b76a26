using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins.Regexes;

/// <summary>The bounds of a match and its groups, where the matcher keeps them; -1 for a group that took no part.</summary>
internal sealed class RegexMatch
{
    private readonly int[] _starts;
    private readonly int[] _ends;

    public RegexMatch(int[] starts, int[] ends)
    {
        _starts = starts;
        _ends = ends;
    }

    public int Start => _starts[0];

    public int End => _ends[0];

    public int GroupCount => _starts.Length - 1;

    public bool TryGetGroup(int group, out int start, out int end)
    {
        (start, end) = (_starts[group], _ends[group]);
        return end >= 0;
    }
}

/// <summary>A compiled regular expression.</summary>
internal sealed class PosixRegex
{
    private readonly RegexMatcher _matcher;

    public PosixRegex(string pattern) => _matcher = new RegexMatcher(RegexCompiler.Compile(pattern));

    public RegexMatch? Match(string text) => _matcher.MatchWhole(text);

    /// <summary>All matches from left to right.</summary>
    public RegexMatches Matches(string text) => new(_matcher, text);
}

/// <summary>The matches in a text, as std::cregex_iterator gives them. Each holds until the next.</summary>
internal ref struct RegexMatches(RegexMatcher matcher, string text)
{
    private bool _hasBegun;

    // Set by MoveNext.
    public RegexMatch Current { get; private set; } = null!;

    public readonly RegexMatches GetEnumerator() => this;

    public bool MoveNext()
    {
        RegexMatch? next = _hasBegun ? Behind(Current) : matcher.Search(text, 0, lineStart: true, notNull: false, continuous: false);
        _hasBegun = true;
        Current = next!;
        return next != null;
    }

    private readonly RegexMatch? Behind(RegexMatch match)
    {
        int at = match.End;
        if (match.Start == match.End)
        {
            if (at >= text.Length)
            {
                return null;
            }

            // Behind an empty match: a longer one at the same place, or one at the next.
            if (matcher.Search(text, at, lineStart: at == 0, notNull: true, continuous: true) is { } longer)
            {
                return longer;
            }

            at++;
        }

        return matcher.Search(text, at, lineStart: false, notNull: false, continuous: false);
    }
}

/// <summary>Patterns are compiled once in each thread: a matcher keeps its state between steps.</summary>
internal static class RegexCache
{
    private const int Largest = 10_000;

    [System.ThreadStatic]
    private static Dictionary<string, PosixRegex>? s_cache;

    public static PosixRegex Get(string pattern, int pos)
    {
        Dictionary<string, PosixRegex> cache = s_cache ??= new(System.StringComparer.Ordinal);
        if (cache.TryGetValue(pattern, out PosixRegex? known))
        {
            return known;
        }

        try
        {
            var regex = new PosixRegex(pattern);
            if (cache.Count >= Largest)
            {
                cache.Clear();
            }

            cache.Add(pattern, regex);
            return regex;
        }
        catch (RegexSyntaxException)
        {
            throw EvalErrors.Evaluation($"invalid regular expression '{pattern}'", pos);
        }
    }
}
