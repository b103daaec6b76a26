using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Language.Diagnostics;

/// <summary>"Did you mean": the nearest names by edit distance, chosen as Nix chooses them (suggestions.cc).</summary>
public static class Suggestions
{
    /// <summary>Up to three names at distance two or less, nearest first; null when there is none.</summary>
    public static string? Near(IEnumerable<string> names, string wanted)
    {
        List<string> best = names
            .Distinct(StringComparer.Ordinal)
            .Select(n => (Distance: Distance(n, wanted), Name: n))
            .Where(p => p.Distance <= 2 && p.Distance < Math.Max(p.Name.Length, wanted.Length))
            .OrderBy(p => p.Distance).ThenBy(p => p.Name, StringComparer.Ordinal)
            .Take(3).Select(p => p.Name).ToList();
        return best.Count switch
        {
            0 => null,
            1 => best[0],
            _ => "one of " + string.Join(", ", best.Take(best.Count - 1)) + " or " + best[best.Count - 1],
        };
    }

    private static int Distance(string a, string b)
    {
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
