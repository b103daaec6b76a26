using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Interpreter.Compiling;
using Tvix.Aot.Interpreter.Nodes;
using Tvix.Aot.Language;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Interpreter;

/// <summary>
/// Runs Nix code that is only there at run time: text to core tree, core tree to nodes, nodes to values. The values are those of
/// the runtime, so that compiled and interpreted functions call one another.
/// </summary>
public sealed class InterpreterEngine : EvalEngine
{
    // Of the passes that change the tree; those that the emitter carries out mean nothing here.
    private readonly HashSet<string> _disabledPasses;

    // A builtin that is selected from its set is not evaluated before.
    private readonly HashSet<string> _disabledPassesWithThunks;
    private readonly Func<ParseOptions> _options;

    /// <param name="options">Asked for when a text is read: what the evaluation allows.</param>
    public InterpreterEngine(Func<ParseOptions>? options = null, ISet<string>? disabledPasses = null)
    {
        Func<ParseOptions> given = options ?? OptionsOfHost;
        _options = () => given() with { NamesBefore = Symbols.All };
        // A binding that nothing refers to, or only one branch, costs less to make than to find (float-in: 0.27 s became 0.43 for 4,000 files).
        _disabledPasses = new HashSet<string>(disabledPasses ?? new HashSet<string>(), StringComparer.Ordinal) { "known-sets", "dead-bindings", "float-in" };
        _disabledPassesWithThunks = new HashSet<string>(_disabledPasses, StringComparer.Ordinal) { "static-builtins" };
    }

    private HashSet<string> DisabledPasses => EvalHost.Current.KeepsThunks ? _disabledPassesWithThunks : _disabledPasses;

    /// <summary>What a native program calls when it starts, if it has the interpreter.</summary>
    public static void Enable() => NativeProgram.MakeEngine = () => new InterpreterEngine();

    public override Value File(string path, int pos) => Evaluate(SourceOf(path, pos), isOnDisk: true);

    public override Value Text(string text) => Evaluate(SourceText.OfExpression(text, Environment.CurrentDirectory.ToBytes()));

    public override unsafe Value Delayed(string text) =>
        new Thunk(&EvaluateNode, Compile(SourceText.OfExpression(text, Environment.CurrentDirectory.ToBytes()), isOnDisk: false));

    private static Value EvaluateNode(object? node, object? unused) => ((Node)node!).Eval([]);

    protected override Value Scoped(string path, string text, string[] names) => Function(SourceText.OfFile(path, text), names, isOnDisk: true);

    /// <summary>Evaluates a text to weak head normal form.</summary>
    /// <exception cref="EvalException">The text has errors, or its evaluation fails.</exception>
    public Value Evaluate(SourceText source) => Evaluate(source, isOnDisk: false);

    private Value Evaluate(SourceText source, bool isOnDisk) => Compile(source, isOnDisk).Eval([]);

    private Node Compile(SourceText source, bool isOnDisk) =>
        Compile(source, isOnDisk, diagnostics => FrontEnd.Load(source, _options(), DisabledPasses, diagnostics));

    private static Node Compile(SourceText source, bool isOnDisk, Func<DiagnosticBag, LoadedSource?> load) => EvalStack.WithRoom(() =>
    {
        var diagnostics = new DiagnosticBag();
        return Compile(load(diagnostics), source, isOnDisk, diagnostics);
    });

    /// <summary>The same, where the attributes of a set are variables.</summary>
    public Value EvaluateIn(SourceText source, NixAttrs scope) =>
        Op.CallInScope(Function(source, Array.ConvertAll(scope.Shape.Keys, Symbols.Name), isOnDisk: false), scope);

    /// <summary>A text as a function of the set that is its outermost scope.</summary>
    private Value Function(SourceText source, string[] names, bool isOnDisk) =>
        Compile(source, isOnDisk, diagnostics => FrontEnd.LoadScoped(source, names, _options(), DisabledPasses, diagnostics)).Eval([]);

    public override ISet<(int Line, int Column, string Name)>? ComputedAttributes(string path) =>
        FrontEnd.ComputedAttributes(SourceOf(path, 0), _options());

    private static ParseOptions OptionsOfHost() =>
        new(EvalHost.Current.Home) { Features = EvalHost.Current.Features.All.ToArray(), Lints = LiteralLints.Of(EvalHost.Current.Lint) };

    private static SourceText SourceOf(string path, int pos) =>
        SourceText.OfFile(path, EvalHost.Current.ReadText(path, pos));

    private static Node Compile(LoadedSource? loaded, SourceText source, bool isOnDisk, DiagnosticBag diagnostics)
    {
        // Nix reads no further than to the first error.
        foreach (Diagnostic warning in diagnostics.Items.TakeWhile(d => !d.IsError))
        {
            EvalHost.Current.WriteError(warning.Render());
        }

        string path = source.Path;
        var file = new SourceFile(() => path, source.IsFile, source.IsFile ? null : source.Bytes);
        var places = new TextPlaces(source, isOnDisk);
        int first = Positions.Register(file, places.Count, places.Of);
        if (loaded == null)
        {
            Diagnostic error = diagnostics.Items.First(d => d.IsError);
            // Nix suggests nothing for variables.
            throw new EvalException(ErrorKind.Syntax, error.Message, first + error.Offset);
        }

        foreach (string name in loaded.Names)
        {
            Symbols.Intern(name);
        }

        Node root = NodeCompiler.Compile(loaded.Root, first, source.Bytes.Length, EvalHost.Current.KeepsThunks, out IReadOnlyList<int> parameters);
        places.Parameters = parameters;
        return root;
    }
}
