using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Transpiler;

namespace Tvix.Aot.Cli;

/// <summary>The engine that needs a JIT: a native program has none and hands the whole call over to the managed command beside it.</summary>
internal static class CompiledEngine
{
    /// <summary>Runs a command that asks for the compiled engine; null for every other.</summary>
    public static int? RunElsewhere(string[] args)
    {
        int at = Array.IndexOf(args, "--engine");
        bool isCompiled = (at >= 0 && at + 1 < args.Length && args[at + 1] == "compiled") || Array.IndexOf(args, "--engine=compiled") >= 0;
        return isCompiled && args[0] == "eval" ? RunManaged(args) : null;
    }

    public static (EvalEngine Engine, Func<SourceText, Value> Evaluate) Create(TranspileOptions translation) =>
        throw new CommandException("the compiled engine is asked for as: tvix-aot eval --engine compiled");

    private static int RunManaged(string[] args)
    {
        string managed = Path.Combine(AppContext.BaseDirectory, "tvix-aot.dll");
        if (!File.Exists(managed))
        {
            throw new CommandException($"--engine compiled needs '{managed}', which is not there");
        }

        try
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", ["exec", managed, .. args]))!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception e)
        {
            throw new CommandException($"--engine compiled needs the .NET runtime: cannot run 'dotnet': {e.Message}");
        }
    }
}
