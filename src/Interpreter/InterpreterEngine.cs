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
    private readonly ISet<string> _disabledPasses;
    private readonly Func<ParseOptions> _options;

    /// <param name="options">Asked for when a text is read: what the evaluation allows.</param>
    public InterpreterEngine(Func<ParseOptions>? options = null, ISet<string>? disabledPasses = null)
    {
        _options = options ?? OptionsOfHost;
        // A binding that nothing refers to costs less to make than to find.
        _disabledPasses = new HashSet<string>(disabledPasses ?? new HashSet<string>(), StringComparer.Ordinal) { "dead-bindings" };
    }

    /// <summary>What a native program calls when it starts, if it has the interpreter.</summary>
    public static void Enable() => NativeProgram.MakeEngine = () => new InterpreterEngine();

    public override Value File(string path, int pos) => Evaluate(SourceOf(path, pos));

    public override Value Text(string text) => Evaluate(SourceText.OfExpression(text, Environment.CurrentDirectory.ToBytes()));

    public override Value Scoped(string path, string[] names)
    {
        return Function(SourceOf(path, 0), names);
    }

    /// <summary>Evaluates a text to weak head normal form.</summary>
    /// <exception cref="EvalException">The text has errors, or its evaluation fails.</exception>
    public Value Evaluate(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        return Run(FrontEnd.Load(source, _options(), _disabledPasses, diagnostics), source, diagnostics);
    }

    /// <summary>The same, where the attributes of a set are variables.</summary>
    public Value EvaluateIn(SourceText source, NixAttrs scope)
    {
        return Op.Call(Function(source, Array.ConvertAll(scope.Shape.Keys, Symbols.Name)), scope, 0);
    }

    /// <summary>A text as a function of the set that is its outermost scope.</summary>
    private Value Function(SourceText source, string[] names)
    {
        var diagnostics = new DiagnosticBag();
        return Run(FrontEnd.LoadScoped(source, names, _options(), _disabledPasses, diagnostics), source, diagnostics);
    }

    private static ParseOptions OptionsOfHost() =>
        new(EvalHost.Current.Home) { Features = EvalHost.Current.Features.All.ToArray() };

    private static SourceText SourceOf(string path, int pos) =>
        SourceText.OfFile(path, EvalHost.Current.ReadText(path, pos));

    private static Value Run(LoadedSource? loaded, SourceText source, DiagnosticBag diagnostics)
    {
        foreach (Diagnostic warning in diagnostics.Items.Where(d => !d.IsError))
        {
            EvalHost.Current.WriteError(warning.Render());
        }

        var file = new SourceFile(() => source.Path, source.IsFile, source.IsFile ? null : source.Bytes);
        IReadOnlyList<int> parameterPlaces = [];
        int textLength = source.Bytes.Length;
        (int, int) Place(int index)
        {
            LinePosition at = source.PositionOf(index <= textLength ? index : parameterPlaces[index - textLength - 1]);
            return (at.Line, at.Column);
        }

        // As many more as there are parameters at the most: each has at least one byte of text.
        int first = Positions.Register(file, (2 * textLength) + 2, Place);
        if (loaded == null)
        {
            Diagnostic error = diagnostics.Items.First(d => d.IsError);
            throw new EvalException(ErrorKind.Syntax, error.Message, first + error.Offset, error.Suggestion);
        }

        foreach (string name in loaded.Names)
        {
            Symbols.Intern(name);
        }

        Node root = NodeCompiler.Compile(loaded.Root, first, textLength, out parameterPlaces);
        return root.Eval([]);
    }
}
