using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Tvix.Aot.Language;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Transpiler;
using Tvix.Aot.Transpiler.Modules;

namespace Tvix.Aot.Cli.Jit;

/// <summary>The compiled engine in process: Nix to C# to an assembly, run by the JIT. Files are compiled when they are imported.</summary>
internal sealed class JitEvaluator : EvalEngine
{
    private readonly TranspileOptions _options;
    private readonly NixTranspiler _transpiler;
    private readonly Dictionary<string, SourceModule> _loaded = new(StringComparer.Ordinal);

    public JitEvaluator(TranspileOptions options)
    {
        _options = options;
        _transpiler = new NixTranspiler(options);
    }

    /// <summary>Compiles a text and evaluates it.</summary>
    /// <exception cref="EvalException">The text has errors; the message is the first of them.</exception>
    public Value Evaluate(SourceText source) => Call(Compile([LoadOrThrow(source)])[0]);

    public override Value Text(string text)
    {
        RequireMainThread();
        return Evaluate(SourceText.OfExpression(text, Directory.GetCurrentDirectory().ToBytes()));
    }

    public override unsafe Value File(string path, int pos)
    {
        RequireMainThread();
        LoadMany(path);
        return ((delegate*<Value>)Modules.FindCompiled(path))();
    }

    public override ISet<(int Line, int Column, string Name)>? ComputedAttributes(string path) =>
        FrontEnd.ComputedAttributes(NixTranspiler.FileText(path, EvalHost.Current.ReadBytes(path, 0)), _options.Parse);

    private static unsafe Value Call(MethodInfo main) => ((delegate*<Value>)main.MethodHandle.GetFunctionPointer())();

    /// <summary>A file, and with it all that it will import: one assembly is cheaper than many.</summary>
    private unsafe void LoadMany(string path)
    {
        SourceText entry = NixTranspiler.FileText(path, EvalHost.Current.ReadBytes(path, 0));
        SourceModule module = LoadOrThrow(entry);
        var optional = new DiagnosticBag();
        List<SourceModule> all = [module];
        foreach (SourceModule other in ImportGraph.LoadDirect(entry, new DiskFiles(), _transpiler, optional))
        {
            // Warnings are written when a file is first read.
            if (!_loaded.ContainsKey(other.Path) && !optional.Items.Any(d => d.Source == other.Source))
            {
                all.Add(other);
            }
        }

        IReadOnlyList<MethodInfo> mains = Compile(all);
        for (int i = 0; i < all.Count; i++)
        {
            _loaded[all[i].Path] = all[i];
            Modules.RegisterAbsolute(all[i].Path, (delegate*<Value>)mains[i].MethodHandle.GetFunctionPointer());
        }
    }

    private List<MethodInfo> Compile(IReadOnlyList<SourceModule> modules)
    {
        IReadOnlyList<EmittedModule> emitted = _transpiler.Emit(modules, "/");
        return JitCompiler.Compile(emitted, _options.Namespace)
            .Select(t => t.GetMethod("Main", BindingFlags.Public | BindingFlags.Static)!).ToList();
    }

    private SourceModule LoadOrThrow(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        return Checked(_transpiler.Load(source, diagnostics), diagnostics);
    }

    private static SourceModule Checked(SourceModule? module, DiagnosticBag diagnostics)
    {
        // Nix reads no further than to the first error.
        foreach (Diagnostic d in diagnostics.Items.TakeWhile(d => !d.IsError))
        {
            EvalHost.Current.WriteError(d.Render());
        }

        return module ?? throw SyntaxError(diagnostics);
    }

    protected override Value Scoped(string path, string text, string[] names)
    {
        RequireMainThread();
        SourceText source = NixTranspiler.FileText(path, text);
        var diagnostics = new DiagnosticBag();
        return Call(Compile([Checked(_transpiler.LoadScoped(source, names, diagnostics), diagnostics)])[0]);
    }

    /// <summary>A text that does not parse or bind: its first error, as an error of the evaluation that came to it.</summary>
    private static EvalException SyntaxError(DiagnosticBag diagnostics)
    {
        Diagnostic error = diagnostics.Items.First(d => d.IsError);
        SourceText source = error.Source;
        var file = new SourceFile(() => source.Path, source.IsFile, source.Bytes);
        LinePosition at = error.Position;
        int place = Positions.Register(file, 1, _ => (at.Line, at.Column));
        // Nix suggests nothing for variables.
        return new EvalException(ErrorKind.Syntax, error.Message, place);
    }
}
