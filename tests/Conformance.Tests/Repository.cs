using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace Tvix.Aot.Tests;

/// <summary>Where things lie, and the command under test.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Command => Path.Combine(Root, "artifacts", "bin", "Cli", Configuration, "tvix-aot");

    private static string Configuration =>
        AppContext.BaseDirectory.Contains("release", StringComparison.OrdinalIgnoreCase) ? "release" : "debug";

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tvix.Aot.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the repository's root was not found");
        }

        return folder;
    }

    public static (int Code, string Output, string Errors) Run(string program, string folder, params string[] arguments) =>
        Run(program, folder, new Dictionary<string, string?>(), arguments);

    public static (int Code, string Output, string Errors) RunWithInput(string program, string folder, string input, params string[] arguments) =>
        Run(program, folder, new Dictionary<string, string?>(), input, arguments);

    public static (int Code, string Output, string Errors) Run(
        string program, string folder, IDictionary<string, string?> environment, params string[] arguments) =>
        Run(program, folder, environment, "", arguments);

    private static (int Code, string Output, string Errors) Run(
        string program, string folder, IDictionary<string, string?> environment, string input, string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("NIX_PATH");
        foreach (KeyValuePair<string, string?> variable in environment)
        {
            start.Environment[variable.Key] = variable.Value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
