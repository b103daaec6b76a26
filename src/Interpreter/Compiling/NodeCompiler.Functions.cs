using System.Collections.Generic;
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
        var node = new LambdaNode(formals == null ? null : PlacesOf(formals, inner));
        node.Complete(
            lambda.Name,
            lambda.Parameters.Count,
            PlacesOfParameters(lambda),
            string.Join('\0', lambda.Parameters.Select(p => p.Name)),
            formals == null ? null : InfoOf(formals),
            _strict.LeadingOf(lambda),
            Strict(lambda.Body, inner, isTail: true),
            scope.Size);
        return node;
    }

    private FormalPlace[] PlacesOf(Formals formals, Activation inner)
    {
        var result = new FormalPlace[formals.Items.Count];
        for (int i = 0; i < result.Length; i++)
        {
            Formal formal = formals.Items[i];
            result[i] = new FormalPlace(inner.Scope.Add(formal.Variable), null);
            // A default may be that of a formal whose own default comes later.
            if (formal.Default != null)
            {
                formal.Variable.PendingIn = _piece;
            }
        }

        for (int i = 0; i < result.Length; i++)
        {
            if (formals.Items[i] is { Default: { } value } formal)
            {
                result[i] = result[i] with { Default = Lazy(value, inner) };
                formal.Variable.PendingIn = 0;
            }
        }

        return result;
    }

    private FormalsInfo InfoOf(Formals formals)
    {
        int count = formals.Items.Count;
        var symbols = new int[count];
        var optional = new bool[count];
        var positions = new int[count];
        for (int i = 0; i < count; i++)
        {
            Formal formal = formals.Items[i];
            (symbols[i], optional[i], positions[i]) = (Symbols.Intern(formal.Name), formal.Default != null, At(formal.At));
        }

        return new FormalsInfo(symbols, optional, positions, formals.Ellipsis);
    }

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

    private Node CallOf(Call call, Activation a, bool isTail) =>
        call.IsOwned ? new OwnedListNode(PlainCall(call, a, isTail: false)) : PlainCall(call, a, isTail);

    private Node PlainCall(Call call, Activation a, bool isTail)
    {
        if (call.Function is BuiltinReference reference && BuiltinCatalog.Find(reference.Name) is { } entry && call.Arguments.Count >= entry.Arity)
        {
            CoreNode[] own = Leading(call.Arguments, entry.Arity);
            Node result = BuiltinCall(call, entry, own, a, isTail && own.Length == call.Arguments.Count);
            return own.Length == call.Arguments.Count
                ? result
                : new CallNode(result, LazyAll(call.Arguments, a, own.Length), isTail, At(call.At));
        }

        Node function = Strict(call.Function, a);
        return new CallNode(function, LazyAll(call.Arguments, a), isTail && !EndlessCalls.IsOmega(call) && !RepeatsItself(call, a) && !IsEndless(call), At(call.At));
    }

    private bool IsEndless(Call call) =>
        call.Function is VariableReference f && _functions.FunctionOf(f.Variable) is { } target && EndlessCalls.IsEndless(target, _functions);

    private static CoreNode[] Leading(IReadOnlyList<CoreNode> nodes, int count)
    {
        if (nodes is CoreNode[] all && all.Length == count)
        {
            return all;
        }

        var leading = new CoreNode[count];
        for (int i = 0; i < count; i++)
        {
            leading[i] = nodes[i];
        }

        return leading;
    }

    /// <summary>What a builtin evaluates: where that was asked for, Nix does not know.</summary>
    private Node Placeless(CoreNode node, Activation a, bool isTail = false) =>
        node is VariableReference r ? Variable(r.Variable, a, 0) : Strict(node, a, isTail);

    /// <param name="function">What is called in the place of the builtin.</param>
    private Node BuiltinCall(Call call, BuiltinEntry entry, CoreNode[] arguments, Activation a, bool isTail, Builtin? function = null)
    {
        if (entry.Name == "seq")
        {
            return new SeqNode(Placeless(arguments[0], a), Placeless(arguments[1], a, isTail), At(call.At));
        }

        var nodes = new Node[arguments.Length];
        var now = new bool[arguments.Length];
        int second = ForcedArguments.SecondOf(entry, arguments);
        bool checks = second >= 0 && ForcedArguments.NeedsCheck(entry, arguments[entry.Order.IndexOf('1')]);
        for (int i = 0; i < nodes.Length; i++)
        {
            now[i] = i == second || ForcedArguments.MayEvaluate(entry, arguments, i) || (entry.Order[i] == '1' && arguments[i] is VariableReference && InOrder(entry, i));
            nodes[i] = now[i] ? Placeless(arguments[i], a) : Lazy(arguments[i], a);
        }

        return new BuiltinCallNode(function ?? BuiltinTable.Function(entry.Name), nodes, now, checks ? entry.FirstCheck : null, At(call.At));
    }

    /// <summary>Nothing that stands further right is forced before this argument.</summary>
    private static bool InOrder(BuiltinEntry entry, int index)
    {
        for (int i = index + 1; i < entry.Order.Length; i++)
        {
            if (entry.Order[i] != '0' && entry.Order[i] < entry.Order[index])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary><c>f = x: f x</c>: as a loop it would never end; as a call it ends in Nix's error.</summary>
    private static bool RepeatsItself(Call call, Activation a) =>
        a.Function is { } self && call.Function is VariableReference f && f.Variable == a.FunctionName
        && call.Arguments.Count == self.Parameters.Count
        && call.Arguments.Zip(self.Parameters).All(pair => pair.First is VariableReference r && r.Variable == pair.Second.Variable);
}
