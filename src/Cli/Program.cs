using System;
using System.CommandLine;
using System.CommandLine.Help;
using System.Threading;
using Tvix.Aot.Cli.Commands;

namespace Tvix.Aot.Cli;

/// <summary>The command <c>tvix-aot</c>.</summary>
internal static class Program
{
    // Parsing and translation recurse with the nesting of the source.
    private const int StackBytes = 512 << 20;

    private static int Main(string[] args)
    {
        int code = 1;
        var thread = new Thread(() => code = Run(args), StackBytes);
        thread.Start();
        thread.Join();
        return code;
    }

    private static int Run(string[] args)
    {
        var root = new RootCommand("Turns Nix files into C#, compiles them to native programs, evaluates them.")
        {
            BuildCommand.Create(),
            EvalCommand.Create(),
            EmitCommand.Create(),
            ParseCommand.Create(),
        };
        try
        {
            return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandException e)
        {
            Output.Error(e.Message);
            return 1;
        }
    }
}
