using System;
using System.IO;
using System.Runtime.InteropServices;
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

        // In the place of this process: whoever stops it stops the evaluation.
        string?[] words = ["dotnet", "exec", managed, .. args, null];
        _ = execvp("dotnet", words);
        throw new CommandException($"--engine compiled needs the .NET runtime: cannot run 'dotnet': {Marshal.GetLastPInvokeErrorMessage()}");
    }

#pragma warning disable CA2101, CA5392 // libc is the system's, and its strings are UTF-8
    [DllImport("libc", SetLastError = true)]
    private static extern int execvp(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string file, [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPUTF8Str)] string?[] arguments);
#pragma warning restore CA2101, CA5392
}
