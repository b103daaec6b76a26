using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Tvix.Aot.Tests;
using Xunit;

namespace Tvix.Aot.Conformance.Tests;

/// <summary>
/// Every case of tests/Language, in both engines, and compiled with each optimisation off, and with all off: always the
/// recorded answer of Nix.
/// </summary>
public class LanguageCases
{
    private static readonly string[] s_passes =
    [
        "static-builtins", "constant-folding", "saturated-calls", "dead-bindings", "thunk-elision", "direct-calls", "strictness", "unboxed", "literal-interning", "shared-frames", "shared-code",
    ];

    private static string Folder => Path.Combine(Repository.Root, "tests", "Language");

    public static TheoryData<string, string> Topics()
    {
        var data = new TheoryData<string, string>();
        foreach (string topic in Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal))
        {
            data.Add(Path.GetFileName(topic), "interpreter");
            data.Add(Path.GetFileName(topic), "compiled");
        }

        return data;
    }

    public static TheoryData<string> Passes()
    {
        var data = new TheoryData<string> { "all" };
        foreach (string pass in s_passes)
        {
            data.Add(pass);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Gives_the_answers_of_nix(string topic, string engine)
    {
        string[] wrong = Cases(topic).Select(c => Check(c, engine)).Where(m => m != null).Select(m => m!).ToArray();
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    [Theory]
    [MemberData(nameof(Passes))]
    public void Gives_the_same_answers_without(string pass) => CheckAll("--engine", "compiled", "--no-pass", pass);

    [Theory]
    [InlineData("interpreter")]
    [InlineData("compiled")]
    public void Gives_the_same_answers_with_helpers(string engine) => CheckAll("--engine", engine, "--jobs", "4");

    /// <summary>Cases that succeed and print everything: one process evaluates them all.</summary>
    private static void CheckAll(params string[] options)
    {
        string[] cases = Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal).SelectMany(t => Cases(Path.GetFileName(t))).Where(c => File.Exists(Path.ChangeExtension(c, ".out")) && !c.Contains("not-strict", StringComparison.Ordinal)).ToArray();
        (int code, string output, string errors) = Repository.Run(Repository.Command, Folder, ["eval", "--strict", .. options, .. cases]);
        Assert.True(code == 0, errors);
        Assert.Equal(string.Concat(cases.Select(c => File.ReadAllText(Path.Combine(Folder, Path.ChangeExtension(c, ".out"))))), output);
    }

    private static IEnumerable<string> Cases(string topic) =>
        Directory.EnumerateFiles(Path.Combine(Folder, topic), "*.nix").Order(StringComparer.Ordinal);

    private static string? Check(string file, string engine)
    {
        string[] strict = file.Contains("not-strict", StringComparison.Ordinal) ? [] : ["--strict"];
        (int code, string output, string errors) = Repository.Run(Repository.Command, Folder, ["eval", "--engine", engine, .. strict, file]);
        string expectedOutput = Path.ChangeExtension(file, ".out"), expectedError = Path.ChangeExtension(file, ".err");
        if (File.Exists(expectedOutput))
        {
            return code == 0 && output == File.ReadAllText(expectedOutput) ? null : $"{file}: expected {File.ReadAllText(expectedOutput)}got {output}{errors}";
        }

        string message = Regex.Matches(errors, @"^ *error: (.*)$", RegexOptions.Multiline).LastOrDefault()?.Groups[1].Value ?? errors;
        string expected = File.ReadAllText(expectedError).TrimEnd();
        return code == 1 && message.Replace(Folder, ".", StringComparison.Ordinal) == expected ? null : $"{file}: expected '{expected}', exit 1, got '{message}', exit {code}";
    }
}
