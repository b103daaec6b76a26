using System.CommandLine;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Transpiler;
using Tvix.Aot.Transpiler.Modules;

namespace Tvix.Aot.Cli.Commands;

/// <summary><c>tvix-aot emit FILE</c>: the C# of one file, or its core tree.</summary>
internal static class EmitCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "a .nix file", Arity = ArgumentArity.ZeroOrOne };
        var expression = new Option<string?>("--expr", "-E") { Description = "an expression instead of a file" };
        var core = new Option<bool>("--core") { Description = "the core tree instead of C#" };
        var noPass = CommonOptions.NoPass();
        var settings = new SettingOptions();
        var command = new Command("emit", "Print the C# that a file becomes.") { file, expression, core, noPass };
        settings.AddTo(command);
        command.SetAction(result =>
        {
            SourceText source = result.GetValue(expression) is { } text ? Sources.FromExpression(text)
                : result.GetValue(file) is { } path ? Sources.FromLinkedFile(path) : throw new CommandException("emit needs a FILE or --expr");
            return Run(source, CommonOptions.Transpile(result.GetValue(noPass), settings.Read(result)), result.GetValue(core));
        });
        return command;
    }

    private static int Run(SourceText source, TranspileOptions options, bool core)
    {
        var transpiler = new NixTranspiler(options);
        var diagnostics = new DiagnosticBag();
        SourceModule? module = transpiler.Load(source, diagnostics);
        Output.Report(diagnostics);
        if (module == null)
        {
            return 1;
        }

        string root = NixTranspiler.CommonRoot([module.Path]);
        ByteText.Write(Output.Out, core ? CoreDump.Dump(module.Root) : transpiler.Emit([module], root)[0].Text);
        return 0;
    }
}
