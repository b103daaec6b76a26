using System;
using System.CommandLine;
using Tvix.Aot.Cli.Repl;
using Tvix.Aot.Interpreter;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Transpiler;

namespace Tvix.Aot.Cli.Commands;

/// <summary><c>tvix-aot repl [FILE...]</c>: expressions one after another, as in <c>nix repl</c>.</summary>
internal static class ReplCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = ".nix files whose attributes become variables", Arity = ArgumentArity.ZeroOrMore };
        var settings = new SettingOptions();
        var include = new Option<string[]>("-I", "--include") { Description = "an entry of the search path" };
        var command = new Command("repl", "Evaluate expressions interactively.") { files, include };
        settings.AddTo(command);
        command.SetAction(result =>
        {
            EvalOptions options = settings.Read(result);
            TranspileOptions translation = CommonOptions.Transpile([], options);
            foreach (string entry in result.GetValue(include) ?? [])
            {
                options.SearchPath.Add(entry);
            }

            string[] given = result.GetValue(files) ?? [];
            Sources.RefuseFlags(given);
            return Run(options, translation, given);
        });
        return command;
    }

    private static int Run(EvalOptions options, TranspileOptions translation, string[] files)
    {
        var session = new ReplSession(options, new InterpreterEngine(() => translation.Parse, translation.DisabledPasses));
        var commands = new ReplCommands(session, translation);
        var editor = new ReplEditor(new ReplCompletion(session));
        Console.CancelKeyPress += (_, e) => e.Cancel = session.Interrupt() || editor.IsInteractive;
        if (editor.IsInteractive)
        {
            Output.WriteOut("tvix-aot, the language of Nix 2.34\nType :? for help.\n");
        }

        foreach (string file in files)
        {
            Try(session, () =>
            {
                commands.Load(file);
                return true;
            });
        }

        while (ReadText(editor, commands) is { } text)
        {
            if (text.Length > 0 && !Try(session, () => commands.Do(text)))
            {
                break;
            }
        }

        return 0;
    }

    /// <summary>Lines up to the end of what they begin; null at the end of the input.</summary>
    private static string? ReadText(ReplEditor editor, ReplCommands commands)
    {
        string text = "";
        while (true)
        {
            string? line = editor.Read(isContinuation: text.Length > 0, out bool isCancelled);
            if (line == null || isCancelled)
            {
                return line == null && text.Trim().Length == 0 ? null : isCancelled ? "" : text;
            }

            text = text.Length > 0 ? text + "\n" + line : line;
            if (!commands.IsIncomplete(text))
            {
                editor.Remember(text);
                return text;
            }
        }
    }

    /// <summary>An error is shown, and the REPL goes on.</summary>
    private static bool Try(ReplSession session, Func<bool> work)
    {
        try
        {
            return work();
        }
        catch (EvalException e)
        {
            ByteText.WriteMessage(Output.Err, TerminalText.Filter(ErrorRenderer.Render(e, session.ShowTrace)) + "\n");
        }
        catch (CommandException e)
        {
            Output.Error(e.Message + "\n");
        }

        return true;
    }
}
