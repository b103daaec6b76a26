using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tvix.Aot.Tests;
using Xunit;

namespace Tvix.Aot.Conformance.Tests;

/// <summary>tests/Tables: an expression a line, beside it the recorded answer of Nix, values and messages both.</summary>
public class Tables
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "Tables");

    public static TheoryData<string, string> Names()
    {
        var data = new TheoryData<string, string>();
        foreach (string file in Directory.EnumerateFiles(Folder, "*.txt").Order(StringComparer.Ordinal))
        {
            data.Add(Path.GetFileNameWithoutExtension(file), "interpreter");
            data.Add(Path.GetFileNameWithoutExtension(file), "compiled");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gives_the_answers_of_nix(string table, string engine)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, table + ".txt"));
        string features = lines.FirstOrDefault(l => l.StartsWith("# features:", StringComparison.Ordinal))?["# features:".Length..].Trim() ?? "";
        string[] expressions = lines.Where(l => l.Length > 0 && l[0] != '#').ToArray();
        string[] expected = File.ReadAllLines(Path.Combine(Folder, table + ".expected"));
        string[] answers = Answers(expressions, features, engine).ToArray();
        Assert.Equal(expressions.Length, expected.Length);
        IEnumerable<string> wrong = Enumerable.Range(0, expected.Length)
            .Where(i => i >= answers.Length || answers[i] != expected[i])
            .Select(i => $"{expressions[i]}\n  expected {expected[i]}\n  got      {(i < answers.Length ? answers[i] : "nothing")}");
        Assert.True(!wrong.Any(), string.Join("\n", wrong));
    }

    private static IEnumerable<string> Answers(string[] expressions, string features, string engine)
    {
        var start = new ProcessStartInfo(Repository.Command, ["eval", "--engine", engine, "--json-lines", "--extra-experimental-features", features])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = "/home/nobody";
        start.Environment.Remove("NIX_PATH");
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        foreach (string expression in expressions)
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(new { id = 0, file = Path.Combine(Folder, "case.nix"), expr = expression }));
            process.StandardInput.Flush();
            if (process.StandardOutput.ReadLine() is not { } line)
            {
                break;
            }

            using JsonDocument answer = JsonDocument.Parse(line);
            string file = Path.Combine(Folder, "case.nix");
            yield return answer.RootElement.GetProperty("ok").GetBoolean()
                ? "= " + answer.RootElement.GetProperty("value").GetString()
                : "! " + Regex.Replace(answer.RootElement.GetProperty("error").GetString()!.Replace(file, "«string»", StringComparison.Ordinal), @"\s+", " ").Trim();
        }

        process.StandardInput.Close();
        process.WaitForExit();
    }
}
