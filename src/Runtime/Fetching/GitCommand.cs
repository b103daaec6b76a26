using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>The git command on a repository, without the settings of the user that could change what it answers.</summary>
internal sealed class GitCommand
{
    private readonly string _folder;

    /// <param name="folder">The repository or work tree, .NET text.</param>
    public GitCommand(string folder) => _folder = folder;

    public string? IndexFile { get; init; }

    /// <summary>What the command prints, as a byte string without the last line end.</summary>
    /// <exception cref="EvalException">The command fails, or there is no git.</exception>
    public string Run(int pos, params string[] arguments)
    {
        (int code, string output, string errors) = Start(pos, null, null, arguments);
        return code == 0 ? output.TrimEnd('\n') : throw EvalErrors.Evaluation(
            $"git {arguments[0]} failed: {errors.Trim().ToBytes()}", pos);
    }

    /// <summary>The same with something on its standard input.</summary>
    public string Feed(int pos, string input, params string[] arguments)
    {
        (int code, string output, string errors) = Start(pos, input, null, arguments);
        return code == 0 ? output : throw EvalErrors.Evaluation($"git {arguments[0]} failed: {errors.Trim().ToBytes()}", pos);
    }

    /// <summary>Null where the command fails.</summary>
    public string? Try(int pos, params string[] arguments)
    {
        (int code, string output, _) = Start(pos, null, null, arguments);
        return code == 0 ? output.TrimEnd('\n') : null;
    }

    /// <summary>What the command prints, into a file.</summary>
    public void RunToFile(int pos, string target, params string[] arguments)
    {
        (int code, _, string errors) = Start(pos, null, target, arguments);
        if (code != 0)
        {
            throw EvalErrors.Evaluation($"git {arguments[0]} failed: {errors.Trim().ToBytes()}", pos);
        }
    }

    private (int Code, string Output, string Errors) Start(int pos, string? input, string? target, string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in (string[])["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
        {
            start.Environment.Remove(variable);
        }

        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["LC_ALL"] = "C";
        if (IndexFile != null)
        {
            start.Environment["GIT_INDEX_FILE"] = IndexFile;
        }

        try
        {
            using Process process = Process.Start(start)!;
            System.Threading.Tasks.Task<string> errors = process.StandardError.ReadToEndAsync();
            System.Threading.Tasks.Task feeding = System.Threading.Tasks.Task.Run(() =>
            {
                using Stream stream = process.StandardInput.BaseStream;
                ByteText.Write(stream, input ?? "");
            });
            using var output = new MemoryStream();
            using Stream sink = target == null ? output : File.Create(target);
            process.StandardOutput.BaseStream.CopyTo(sink);
            process.WaitForExit();
            feeding.Wait();
            return (process.ExitCode, ByteText.FromByteArray(output.ToArray()), errors.Result);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or DirectoryNotFoundException)
        {
            throw EvalErrors.Evaluation($"cannot run git: {e.Message.ToBytes()}", pos);
        }
        catch (AggregateException e) when (e.InnerException is IOException)
        {
            return (1, "", e.InnerException.Message);
        }
    }
}
