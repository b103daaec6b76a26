using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Tvix.Aot.Language.Binding;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Linting;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Transpiler.Modules;

namespace Tvix.Aot.Cli.Commands;

/// <summary><c>tvix-aot check FILES</c>: all diagnostics of all files, and lints; nothing is evaluated.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = ".nix files, directories (then all .nix files below them, without hidden ones), or - for standard input", Arity = ArgumentArity.OneOrMore };
        var sarif = new Option<bool>("--sarif") { Description = "print SARIF, for code scanning" };
        var strict = new Option<bool>("--warnings-as-errors") { Description = "exit code 1 for warnings, too" };
        var noLints = new Option<bool>("--no-lints") { Description = "errors of syntax and binding only" };
        var settings = new SettingOptions();
        var command = new Command("check", "Report every error of the files, and what looks wrong in them.") { files, sarif, strict, noLints };
        settings.AddTo(command);
        command.SetAction(result =>
        {
            var diagnostics = new DiagnosticBag();
            ParseOptions options = Sources.ParseOptions(settings.Read(result));
            string[] given = result.GetValue(files)!;
            Sources.RefuseFlags(given);
            foreach (string name in given.SelectMany(n => FilesOf(n, diagnostics)))
            {
                if (Tried(name, () => name == "-" ? Sources.FromStandardInput() : Sources.FromFile(name), diagnostics) is { } source)
                {
                    Check(source, options, !result.GetValue(noLints), diagnostics);
                }
            }

            Print(diagnostics, result.GetValue(sarif));
            bool failed = diagnostics.HasErrors || (result.GetValue(strict) && diagnostics.Items.Count > 0);
            return failed ? 1 : 0;
        });
        return command;
    }

    private static IEnumerable<string> FilesOf(string given, DiagnosticBag diagnostics) =>
        given == "-" || !Directory.Exists(given) ? [given] : Tried(given, () => FilesIn(Path.GetFullPath(given)), diagnostics) ?? [];

    private static IEnumerable<string> FilesIn(string directory)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(directory).Any();
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            throw new CommandException($"cannot read '{directory}': {SystemError.Text(e)}");
        }

        return new DiskFiles().NixFilesUnder(directory.ToBytes()).Select(f => ByteText.ToText(f)).Where(f => !Path.GetFileName(f).StartsWith('.'));
    }

    /// <summary>What cannot be read is one more error: the other files are checked all the same.</summary>
    private static T? Tried<T>(string name, Func<T> read, DiagnosticBag diagnostics)
        where T : class
    {
        try
        {
            return read();
        }
        catch (CommandException e)
        {
            diagnostics.Add(new Diagnostic("NIX0001", SourceText.OfFile(Sources.Absolute(name).ToBytes(), ""), 0, e.Message.ToBytes()));
            return null;
        }
    }

    private static void Check(SourceText source, ParseOptions options, bool lints, DiagnosticBag diagnostics)
    {
        var own = new DiagnosticBag();
        Language.Parsing.ParseResult parsed = Parser.Parse(source, options, own);
        if (!own.HasErrors)
        {
            CoreNode bound = Binder.Bind(parsed.Root, parsed.Names, source, own, options);
            if (!own.HasErrors && lints)
            {
                Lints.Run(bound, source, own);
            }
        }

        foreach (Diagnostic d in own.Items.OrderBy(d => d.Offset))
        {
            diagnostics.Add(d);
        }
    }

    private static void Print(DiagnosticBag diagnostics, bool sarif)
    {
        if (sarif)
        {
            Output.WriteOut(Sarif.Text(diagnostics.Items));
            return;
        }

        foreach (Diagnostic d in diagnostics.Items)
        {
            ByteText.Write(Output.Out, d.RenderCanonical() + "\n");
        }

        Output.Out.Flush();
        int errors = diagnostics.Items.Count(d => d.IsError);
        Output.WriteErr($"{errors} error{(errors == 1 ? "" : "s")}, {diagnostics.Items.Count - errors} warning{(diagnostics.Items.Count - errors == 1 ? "" : "s")}\n");
    }
}
