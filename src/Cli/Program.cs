using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.IO;
using Tvix.Aot.Cli.Commands;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Cli;

/// <summary>The command <c>tvix-aot</c>.</summary>
internal static class Program
{
    // Parsing and translation recurse with the nesting of the source.
    private const int StackBytes = 512 << 20;

    // Less than in native programs: the interpreter keeps more of what it makes.
    private const long Uncollected = 192L << 20;
    private const long UncollectedLater = 128L << 20;

    private static int Main(string[] args)
    {
        int code = 1;
        Tvix.Aot.Runtime.Fetching.Fetchers.Enable();
        Nursery.Uncollected = Uncollected;
        Nursery.Later = UncollectedLater;
        Nursery.Watch();
        LargeStack.Start(_ => code = Run(RawText.Arguments(args)), StackBytes, isBackground: false).Join();
        return code;
    }

    /// <summary><c>--arg NAME VALUE</c> takes two words, as in nix-instantiate; they travel as one.</summary>
    private static string[] JoinPairs(string[] args)
    {
        var joined = new List<string>();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] is "--arg" or "--argstr" or "--option")
            {
                if (i + 2 >= args.Length)
                {
                    throw new CommandException($"flag '{args[i]}' requires 2 argument(s), but only {args.Length - i - 1} were given");
                }

                joined.Add($"{args[i]}={args[i + 1]}={args[i + 2]}");
                i += 2;
            }
            else
            {
                joined.Add(args[i]);
            }
        }

        return [.. joined];
    }

    private static int Run(string[] args)
    {
        var root = new RootCommand("Turns Nix files into C#, compiles them to native programs, evaluates them.")
        {
            BuildCommand.Create(),
            EvalCommand.Create(),
            EmitCommand.Create(),
            ParseCommand.Create(),
            CheckCommand.Create(),
            ReplCommand.Create(),
        };
        try
        {
            if (CompiledEngine.RunElsewhere(args) is { } code)
            {
                return code;
            }

            // An expression may begin with @: it names no file of arguments.
            var parsing = new ParserConfiguration { ResponseFileTokenReplacer = null };
            ParseResult result = root.Parse(JoinPairs([.. SettingOptions.Normalise(args, root.Subcommands)]), parsing);
            if (result.Errors.Count > 0 && args.Length > 0)
            {
                throw new CommandException($"{result.Errors[0].Message} See 'tvix-aot{(result.CommandResult.Command == root ? "" : " " + result.CommandResult.Command.Name)} --help'.");
            }

            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandException e)
        {
            Output.Error(e.Message);
            return 1;
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            Output.Error((HasCurrentDirectory() ? "" : "cannot get cwd: ") + SystemError.Text(e));
            return 1;
        }
    }

    /// <summary>It may have been deleted.</summary>
    private static bool HasCurrentDirectory()
    {
        try
        {
            return Directory.GetCurrentDirectory().Length > 0;
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            return false;
        }
    }
}
