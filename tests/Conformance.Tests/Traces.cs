using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tvix.Aot.Tests;
using Xunit;

namespace Tvix.Aot.Conformance.Tests;

/// <summary>tests/Traces: programs that fail, beside them all that Nix says of it: message, places, excerpts, trace.</summary>
public class Traces
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "Traces");

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void Are_those_of_nix(string jobs)
    {
        string[] wrong = [.. Directory.EnumerateFiles(Folder, "*.nix").Order(StringComparer.Ordinal).Select(f => Check(f, "--jobs", jobs)).OfType<string>()];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    /// <summary>With --show-trace an error of compiled code is looked for again by the interpreter.</summary>
    [Fact]
    public void Of_compiled_code_are_those_of_nix()
    {
        string[] wrong = [.. Directory.EnumerateFiles(Folder, "*show-trace*.nix").Order(StringComparer.Ordinal).Select(f => Check(f, "--engine", "compiled")).OfType<string>()];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    /// <summary>Tables of expressions, with all that Nix prints of each.</summary>
    [Theory]
    [InlineData("interpreter")]
    [InlineData("compiled")]
    public void Of_single_expressions_are_those_of_nix(string engine)
    {
        foreach (string table in Directory.EnumerateFiles(Folder, "*.lines"))
        {
            bool isStrict = !table.Contains("not-strict", StringComparison.Ordinal);
            if (!isStrict && engine == "compiled")
            {
                // Only the interpreter knows what was evaluated of a function.
                continue;
            }

            // A compiler for each expression takes a second.
            int step = engine == "compiled" ? 20 : 1;
            LineTable.Check(table, ".err", step, (expression, expected) => CheckLine(expression, expected, engine, isStrict));
        }
    }

    private static string? CheckLine(string expression, string expected, string engine, bool isStrict)
    {
        string[] strict = isStrict ? ["--strict"] : [];
        (_, string output, string errors) = Repository.Run(Repository.Command, Folder, ["eval", "--engine", engine, .. strict, "--show-trace", "-E", expression]);
        string got = $"{expression}\n{errors}{output}";
        return got == expected ? null : $"expected\n{expected}got\n{got}";
    }

    private static string? Check(string file, params string[] options)
    {
        string[] trace = file.Contains("show-trace", StringComparison.Ordinal) ? ["--show-trace"] : [];
        (int code, _, string errors) = Repository.Run(Repository.Command, Folder, ["eval", "--strict", .. options, .. trace, Path.GetFileName(file)]);
        string expected = File.ReadAllText(Path.ChangeExtension(file, ".err")), got = errors.Replace(Folder, ".", StringComparison.Ordinal);
        return code == 1 && got == expected ? null : $"{file}: expected\n{expected}got, exit {code}\n{got}";
    }
}
