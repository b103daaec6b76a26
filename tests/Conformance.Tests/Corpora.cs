using System;
using Tvix.Aot.Tests;
using Xunit;

namespace Tvix.Aot.Conformance.Tests;

/// <summary>
/// Corpora and suites that are not ours: run where an environment variable says where they lie, skipped otherwise.
/// </summary>
public class Corpora
{
    /// <summary>TVIX_AOT_CONFORMANCE names the folder with oracle_diff.py and its corpora.</summary>
    [TheoryWith("TVIX_AOT_CONFORMANCE")]
    [InlineData("syntax", "interpreter")]
    [InlineData("syntax", "compiled")]
    [InlineData("builtins", "interpreter")]
    [InlineData("builtins", "compiled")]
    [InlineData("fuzz-small", "interpreter")]
    [InlineData("fuzz-small", "compiled")]
    public void Agrees_with_recorded_answers(string corpus, string engine)
    {
        const double LeastPercent = 99.5;
        string folder = Environment.GetEnvironmentVariable("TVIX_AOT_CONFORMANCE")!;
        (_, string output, string errors) = Repository.Run(
            "python3", folder, "oracle_diff.py", $"corpus/{corpus}.txt", "--no-oracle", "--jobs", "2", "--timeout", "20", "--cand-server", $"{Repository.Command} eval --engine {engine} --json-lines");
        System.Text.RegularExpressions.Match match = System.Text.RegularExpressions.Regex.Match(output, @"values equal:\s+(\d+) / (\d+)");
        Assert.True(match.Success, output + errors);
        double percent = 100.0 * int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) / int.Parse(match.Groups[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(percent >= LeastPercent, output);
    }
}

/// <summary>A theory that is skipped, and says so, unless an environment variable is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TheoryWithAttribute : TheoryAttribute
{
    public TheoryWithAttribute(string variable)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
        {
            Skip = $"set {variable} to run it";
        }
    }
}
