using System;
using System.Collections.Generic;

namespace Tvix.Aot.Language.Shared;

/// <summary>"Did you mean": up to three names at edit distance one or two, nearest first (suggestions.cc).</summary>
internal static class NameSuggestions
{
    public static string? Near(IEnumerable<string> names, string wanted)
    {
        var found = new List<(int Distance, string Name)>();
        foreach (string name in names)
        {
            if (Math.Abs(name.Length - wanted.Length) <= 2)
            {
                int distance = Distance(name, wanted);
                if (distance <= 2)
                {
                    found.Add((distance, name));
                }
            }
        }

        found.Sort(static (x, y) => x.Distance != y.Distance ? x.Distance - y.Distance : string.CompareOrdinal(x.Name, y.Name));
        return found.Count switch
        {
            0 => null,
            1 => found[0].Name,
            2 => $"one of {found[0].Name} or {found[1].Name}",
            _ => $"one of {found[0].Name}, {found[1].Name} or {found[2].Name}",
        };
    }

    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j - 1], above) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
