using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Tvix.Aot.Conformance.Tests;

/// <summary>A table with a case a line, and a file beside it with what Nix prints of each, behind <c>### </c>.</summary>
internal static class LineTable
{
    /// <param name="answers">The ending of the file with the answers.</param>
    /// <param name="step">Of so many cases one is looked at.</param>
    /// <param name="check">What is wrong with a case, given its line and Nix's answer; null for nothing.</param>
    public static void Check(string table, string answers, int step, Func<string, string, string?> check)
    {
        string[] lines = File.ReadAllLines(table);
        string[] expected = File.ReadAllText(table + answers).Split("### ", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines.Length, expected.Length);
        IEnumerable<int> chosen = Enumerable.Range(0, lines.Length).Where(i => i % step == 0);
        string[] wrong = [.. chosen.Select(i => check(lines[i], expected[i])).OfType<string>()];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }
}
