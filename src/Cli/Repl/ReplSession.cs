using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using Tvix.Aot.Interpreter;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Cli.Repl;

/// <summary>What a REPL knows: its variables, the files it has loaded, and how to evaluate in this scope.</summary>
internal sealed partial class ReplSession
{
    // Nix's own limit: an endless recursion is to end at once, not after using up a large stack.
    private const int DepthOfNix = 10_000;

    private readonly EvalOptions _options;
    private readonly InterpreterEngine _engine;
    private readonly SortedDictionary<string, Value> _scope = new(StringComparer.Ordinal);
    private readonly int _maxDepth;
    private int _running;

    public ReplSession(EvalOptions options, InterpreterEngine engine)
    {
        _options = options;
        _engine = engine;
        _maxDepth = options.MaxCallDepth != EvalStack.DefaultMaxDepth ? options.MaxCallDepth : DepthOfNix;
        Start();
    }

    public bool ShowTrace { get; set; }

    public IReadOnlyCollection<string> Names => _scope.Keys;

    /// <summary>The names that the last set brought.</summary>
    public string[]? LastLoaded { get; private set; }

    /// <summary>Forgets all variables and what was read of files.</summary>
    public void Start()
    {
        EvalHost host = _options.MakeHost(Output.Err);
        host.Engine = _engine;
        _scope.Clear();
        Session.Run(host, () => 0);
    }

    /// <summary>Does something with values on the evaluator's stack; an interrupt ends it.</summary>
    /// <exception cref="EvalException">The evaluation failed or was interrupted.</exception>
    public T Run<T>(Func<T> work)
    {
        Interlocked.Exchange(ref _running, 1);
        try
        {
            return EvalStack.Run(work, _maxDepth);
        }
        finally
        {
            Interlocked.Exchange(ref _running, 0);
        }
    }

    /// <summary>Stops what runs. False when nothing does.</summary>
    public bool Interrupt()
    {
        const int Pause = 10;
        bool any = false;
        while (Volatile.Read(ref _running) == 1)
        {
            any = true;
            EvalStack.Interrupt();
            Thread.Sleep(Pause);
        }

        return any;
    }

    /// <summary>The value of a text in this scope; only on the evaluator's stack.</summary>
    public Value Evaluate(string text)
    {
        string bytes = text.ToBytes();
        SourceText source = SourceText.OfExpression(bytes, Environment.CurrentDirectory.ToBytes());
        var scope = new AttrsBuilder(4);
        // A large set may have been loaded: only what the text can mean is made a variable.
        foreach (string name in Identifier().Matches(bytes).Select(m => m.Value).Distinct())
        {
            if (_scope.TryGetValue(name, out Value? value))
            {
                scope.Add(name, value);
            }
        }

        return _engine.EvaluateIn(source, scope.ToAttrs());
    }

    /// <summary>Makes the attributes of a set variables.</summary>
    /// <returns>Their names.</returns>
    public string[] Add(NixAttrs set)
    {
        Shape shape = set.Shape;
        for (int i = 0; i < shape.Count; i++)
        {
            _scope[Symbols.Name(shape.Keys[i])] = set.Values[i].V;
        }

        return shape.ByName.Select(i => Symbols.Name(shape.Keys[i])).ToArray();
    }

    /// <summary>Makes the attributes of a loaded set variables, and remembers their names.</summary>
    public string[] Load(Value value)
    {
        NixAttrs set;
        try
        {
            set = Op.ForceAttrs(value, 0);
        }
        catch (EvalException e) when (e.AddFrame("while evaluating an attribute set to be merged in the global scope", 0))
        {
            throw;
        }

        return LastLoaded = Add(set);
    }

    /// <summary>A file's value, its function called where that needs no arguments.</summary>
    public Value File(string path) => AutoCall.Call(Modules.Evaluate(path.ToBytes(), 0), AutoCall.Arguments(_options));

    [GeneratedRegex("[a-zA-Z_][a-zA-Z0-9_'-]*")]
    private static partial Regex Identifier();
}
