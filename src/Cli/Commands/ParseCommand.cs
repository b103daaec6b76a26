using System.CommandLine;
using Tvix.Aot.Language.Binding;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Syntax;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Cli.Commands;

/// <summary><c>tvix-aot parse FILE|-</c>: the desugared expression, as nix-instantiate --parse prints it.</summary>
internal static class ParseCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "a .nix file, or - for standard input", Arity = ArgumentArity.ZeroOrOne };
        var expression = new Option<string?>("--expr", "-E") { Description = "an expression instead of a file" };
        var settings = new SettingOptions();
        var command = new Command("parse", "Print the desugared expression.") { file, expression };
        settings.AddTo(command);
        command.SetAction(result =>
        {
            SourceText source = result.GetValue(expression) is { } text ? Sources.FromExpression(text)
                : result.GetValue(file) is null or "-" ? Sources.FromStandardInput() : Sources.FromFile(result.GetValue(file)!);
            return Run(source, Sources.ParseOptions(settings.Read(result)));
        });
        return command;
    }

    private static int Run(SourceText source, ParseOptions options)
    {
        var diagnostics = new DiagnosticBag();
        Language.Parsing.ParseResult parsed = Parser.Parse(source, options, diagnostics);
        if (!diagnostics.HasErrors)
        {
            Binder.Bind(parsed.Root, parsed.Names, source, diagnostics, options);
        }

        Output.Report(diagnostics, onlyFirst: true);
        if (diagnostics.HasErrors)
        {
            return 1;
        }

        ByteText.Write(Output.Out, SyntaxPrinter.Print(parsed.Root) + "\n");
        return 0;
    }
}
