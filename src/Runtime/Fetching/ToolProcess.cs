using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>A program of this machine that does part of a fetch.</summary>
/// <param name="name">The program, looked for in PATH.</param>
/// <param name="folder">Where it runs, .NET text.</param>
internal sealed class ToolProcess(string name, string folder, string[] arguments)
{
    private readonly ProcessStartInfo _start = new(name, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    public IDictionary<string, string?> Environment => _start.Environment;

    /// <summary>Its exit code, what it printed as a byte string, and its messages.</summary>
    /// <param name="input">Goes to its standard input.</param>
    /// <param name="target">A file for what it prints.</param>
    /// <exception cref="EvalException">There is no such program.</exception>
    public (int Code, string Output, string Errors) Run(int pos, string? input = null, string? target = null)
    {
        try
        {
            using Process process = Process.Start(_start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            Task feeding = Task.Run(() =>
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
            throw EvalErrors.Evaluation($"cannot run {name}: {SystemError.Text(e).ToBytes()}", pos);
        }
        catch (AggregateException e) when (e.InnerException is IOException)
        {
            return (1, "", e.InnerException.Message);
        }
    }
}
