using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Tvix.Aot.Cli.Native;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Transpiler;
using Tvix.Aot.Transpiler.Modules;

namespace Tvix.Aot.Cli.Commands;

/// <summary><c>tvix-aot build FILE|-E EXPR -o OUT</c>: a native program.</summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "a .nix file or a directory with default.nix", Arity = ArgumentArity.ZeroOrOne };
        var expression = new Option<string?>("--expr", "-E") { Description = "an expression instead of a file" };
        var output = new Option<string?>("--output", "-o") { Description = "the program to write (default: the file's name)" };
        var include = new Option<string[]>("--include") { Description = "a file or directory to build in that cannot be seen from the text" };
        var keep = new Option<bool>("--keep-csharp") { Description = "say where the generated C# lies" };
        var symbols = new Option<bool>("--symbols") { Description = "keep native symbols, for perf and debuggers" };
        var interpreter = new Option<string?>("--interpreter") { Description = "build the interpreter in: auto (the default: where the program may need it), always or never" };
        var partSize = new Option<long>("--part-size")
        {
            Description = "how many characters of C# are compiled at once; fewer take less memory", DefaultValueFactory = _ => ProgramParts.UsualSize,
        };
        var noPass = CommonOptions.NoPass();
        var settings = new SettingOptions();
        var command = new Command("build", "Compile a file and everything it imports to a native program.") { file, expression, output, include, keep, symbols, interpreter, partSize, noPass };
        settings.AddTo(command);
        command.SetAction(result =>
        {
            SourceText source = result.GetValue(expression) is { } text ? Sources.FromExpression(text)
                : result.GetValue(file) is { } path ? Sources.FromLinkedFile(path) : throw new CommandException("build needs a FILE or --expr");
            string target = result.GetValue(output) is "" ? throw new CommandException("--output needs the name of a file")
                : Path.GetFullPath(result.GetValue(output) ?? DefaultName(source));
            IEnumerable<string> includes = (result.GetValue(include) ?? []).Select(i => Existing(i).ToBytes());
            long size = result.GetValue(partSize) is > 0 and long given ? given : throw new CommandException("--part-size takes a number above zero");
            TranspileOptions transpile = RunLater(CommonOptions.Transpile(result.GetValue(noPass), settings.Read(result)));
            var native = new NativeOptions(result.GetValue(symbols), false, size, transpile.Parse.Features);
            return Run(source, target, includes, transpile, result.GetValue(keep), native, result.GetValue(interpreter) ?? "auto");
        });
        return command;
    }

    /// <summary>Home folders are found when the program runs.</summary>
    private static TranspileOptions RunLater(TranspileOptions options) =>
        options with { Home = options.Parse.Home, Parse = options.Parse with { Home = NixTranspiler.LaterHome } };

    private static string Existing(string path)
    {
        string full = Sources.Absolute(path);
        return File.Exists(full) || Directory.Exists(full) ? full : throw new CommandException($"--include: path '{full}' does not exist");
    }

    private static string DefaultName(SourceText source)
    {
        if (!source.IsFile)
        {
            return "result";
        }

        string path = ByteText.ToText(source.Path);
        string name = Path.GetFileNameWithoutExtension(path);
        return name == "default" ? Path.GetFileName(Path.GetDirectoryName(path)) ?? name : name;
    }

    /// <summary>Decides whether the interpreter goes in, and says why.</summary>
    private static bool NeedsInterpreter(string choice, IReadOnlyList<EmittedModule> modules, Progress progress)
    {
        EmittedModule? needing = modules.FirstOrDefault(m => m.InterpreterReason != null);
        switch (choice)
        {
            case "always": return true;
            case "never":
                if (needing != null)
                {
                    progress.Note($"note: without the interpreter, although {Shown(needing)}: {needing.InterpreterReason}");
                }

                return false;
            case "auto":
                progress.Note(needing == null
                    ? "note: without the interpreter: the program cannot come to code that is not compiled in"
                    : $"note: with the interpreter for what is not compiled in, because of {Shown(needing)}: {needing.InterpreterReason}");
                return needing != null;
            default: throw new CommandException($"--interpreter takes auto, always or never, not '{choice}'");
        }
    }

    private static string Shown(EmittedModule module) => ByteText.ToText(module.RelativePath.Length > 0 ? module.RelativePath : module.Path);

    private static int Run(SourceText source, string target, IEnumerable<string> includes, TranspileOptions options, bool keep, NativeOptions native, string interpreter)
    {
        NativeBuilder.CheckOutput(target);
        var progress = new Progress();
        progress.Step("translating");
        var transpiler = new NixTranspiler(options);
        var diagnostics = new DiagnosticBag();
        IReadOnlyList<SourceModule> modules = ImportGraph.Load(source, includes, new DiskFiles(), transpiler, diagnostics);
        Output.Report(diagnostics);
        if (diagnostics.HasErrors)
        {
            progress.Fail();
            return 1;
        }

        if (modules.Any(m => m.Source.IsFile && ByteText.ToText(m.Path) == target))
        {
            throw new CommandException($"cannot write '{target}': it is part of the program; --output names another file");
        }

        string root = NixTranspiler.CommonRoot(modules.Where(m => m.Source.IsFile).Select(m => m.Path).DefaultIfEmpty(source.BaseDirectory + "/x"));
        IReadOnlyList<EmittedModule> emitted = transpiler.Emit(modules, root);
        native = native with { Interpreter = NeedsInterpreter(interpreter, emitted, progress) };
        var builder = new NativeBuilder(emitted, root, options.Namespace, native);
        int code = builder.Build(target, progress);
        if (keep)
        {
            Output.WriteErr($"generated C#: {builder.Folder}\n");
        }

        return code;
    }
}
