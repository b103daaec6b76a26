using System;
using System.Collections.Generic;

namespace Tvix.Aot.Language.Shared;

/// <summary>"Did you mean": up to five names at edit distance one or two, nearest first (suggestions.cc).</summary>
internal static class NameSuggestions
{
    private const int Most = 5;

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
        int count = Math.Min(found.Count, Most);
        if (count <= 1)
        {
            return count == 0 ? null : found[0].Name;
        }

        string text = "one of " + found[0].Name;
        for (int i = 1; i < count; i++)
        {
            text += (i == count - 1 ? " or " : ", ") + found[i].Name;
        }

        return text;
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
