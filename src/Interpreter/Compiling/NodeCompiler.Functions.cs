using System.Linq;
using Tvix.Aot.Interpreter.Nodes;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Builtins;

namespace Tvix.Aot.Interpreter.Compiling;

/// <summary>Functions and calls.</summary>
internal sealed partial class NodeCompiler
{
    /// <param name="name">The variable that holds the function.</param>
    private LambdaNode LambdaOf(Lambda lambda, Activation a, Variable? name = null)
    {
        var scope = new Scope(a.Scope);
        var inner = new Activation(scope, true, name, name == null ? null : lambda);
        foreach (Parameter parameter in lambda.Parameters)
        {
            scope.Add(parameter.Variable);
        }

        Formals? formals = lambda.Parameters[^1].Formals;
        var node = new LambdaNode(scope, formals == null ? null : PlacesOf(formals, inner));
        node.Complete(
            lambda.Name,
            lambda.Parameters.Count,
            PlacesOfParameters(lambda),
            lambda.Parameters.Select(p => p.Formals != null && !p.IsNamed ? "" : p.Variable.Name).ToArray(),
            formals == null ? null : InfoOf(formals),
            _strict.LeadingOf(lambda),
            Strict(lambda.Body, inner, isTail: true));
        return node;
    }

    private FormalPlace[] PlacesOf(Formals formals, Activation inner)
    {
        int[] places = formals.Items.Select(f => inner.Scope.Add(f.Variable)).ToArray();
        // A default may be that of a formal whose own default comes later.
        foreach (Formal formal in formals.Items.Where(f => f.Default != null))
        {
            _pending.Add(formal.Variable);
        }

        var result = new FormalPlace[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            Formal formal = formals.Items[i];
            result[i] = new FormalPlace(places[i], formal.Default == null ? null : Lazy(formal.Default, inner));
            _pending.Remove(formal.Variable);
        }

        return result;
    }

    private FormalsInfo InfoOf(Formals formals) => new(
        formals.Items.Select(f => Symbols.Intern(f.Name)).ToArray(),
        formals.Items.Select(f => f.Default != null).ToArray(),
        formals.Items.Select(f => At(f.At)).ToArray(),
        formals.Ellipsis);

    /// <summary>The parameters of a function have places that follow one another.</summary>
    private int PlacesOfParameters(Lambda lambda)
    {
        if (lambda.Parameters.Count == 1)
        {
            return At(lambda.Parameters[0].Variable.At);
        }

        int first = _firstPosition + _textLength + 1 + _parameterPlaces.Count;
        _parameterPlaces.AddRange(lambda.Parameters.Select(p => p.Variable.At));
        return first;
    }

    private Node CallOf(Call call, Activation a, bool isTail)
    {
        if (call.Function is BuiltinReference reference && BuiltinCatalog.Find(reference.Name) is { } entry && call.Arguments.Count >= entry.Arity)
        {
            CoreNode[] own = call.Arguments.Take(entry.Arity).ToArray();
            Node result = BuiltinCall(call, entry, own, a, isTail && own.Length == call.Arguments.Count);
            return own.Length == call.Arguments.Count
                ? result
                : new CallNode(result, call.Arguments.Skip(own.Length).Select(x => Lazy(x, a)).ToArray(), isTail, At(call.At));
        }

        Node function = Strict(call.Function, a);
        return new CallNode(function, call.Arguments.Select(x => Lazy(x, a)).ToArray(), isTail && !EndlessCalls.IsOmega(call) && !RepeatsItself(call, a), At(call.At));
    }

    /// <param name="function">What is called in the place of the builtin.</param>
    private Node BuiltinCall(Call call, BuiltinEntry entry, CoreNode[] arguments, Activation a, bool isTail, Builtin? function = null)
    {
        if (entry.Name == "seq")
        {
            return new SeqNode(Strict(arguments[0], a), Strict(arguments[1], a, isTail), At(call.At));
        }

        var nodes = new Node[arguments.Length];
        var now = new bool[arguments.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            now[i] = ForcedArguments.MayEvaluate(entry, arguments, i) || (entry.Order[i] == '1' && arguments[i] is VariableReference && InOrder(entry, i));
            nodes[i] = now[i] ? Strict(arguments[i], a) : Lazy(arguments[i], a);
        }

        return new BuiltinCallNode(function ?? BuiltinTable.Function(entry.Name), nodes, now, At(call.At));
    }

    /// <summary>Nothing that stands further right is forced before this argument.</summary>
    private static bool InOrder(BuiltinEntry entry, int index) =>
        !entry.Order.Skip(index + 1).Any(other => other != '0' && other < entry.Order[index]);

    /// <summary><c>f = x: f x</c>: as a loop it would never end; as a call it ends in Nix's error.</summary>
    private static bool RepeatsItself(Call call, Activation a) =>
        a.Function is { } self && call.Function is VariableReference f && f.Variable == a.FunctionName
        && call.Arguments.Count == self.Parameters.Count
        && call.Arguments.Zip(self.Parameters).All(pair => pair.First is VariableReference r && r.Variable == pair.Second.Variable);
}
