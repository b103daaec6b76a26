using System;
using System.Collections.Generic;
using System.IO;

namespace Tvix.Aot.Runtime.Host;

/// <summary>The main program of a native binary: the options of nix-instantiate over a compiled file.</summary>
public static class NativeProgram
{
    /// <summary>Set by programs that carry the interpreter.</summary>
    public static Func<EvalEngine>? MakeEngine { get; set; }

    /// <param name="entry">The file to evaluate, by its path under the source root.</param>
    /// <param name="sourceRoot">Where the sources lay when the program was built.</param>
    /// <param name="features">The experimental features that it was built with.</param>
    public static int Run(string[] args, ModuleTable modules, string entry, string sourceRoot, string features)
    {
        using Stream output = StandardStreams.Output, errors = StandardStreams.Error;
        EvalOptions options;
        try
        {
            options = EvalOptions.Parse(RawText.Arguments(args), sourceRoot);
            options.Features.Enable(features);
        }
        catch (ArgumentException e)
        {
            ByteText.WriteMessage(errors, $"error: {e.Message}\nTry '--help'.\n".ToBytes());
            return 1;
        }

        if (options.Help)
        {
            ByteText.Write(output, EvalOptions.HelpText.ToBytes());
            return 0;
        }

        options.WriteWarnings(errors);
        EvalHost host = options.MakeHost(errors);
        host.Modules = modules;
        host.Engine = MakeEngine?.Invoke();
        Value Root() => Host.Modules.Evaluate(Module.SourcePath(entry), 0);
        return Evaluation.Run(host, options, Root, output, host.Engine is { } engine ? new Tracer(engine, Root) : null);
    }
}
