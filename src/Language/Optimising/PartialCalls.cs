using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Language.Optimising;

/// <summary>
/// <c>sum = foldl' add 0;</c> and <c>sum xs</c>: where a binding is a known function with some of its arguments, a call that gives it the
/// rest is a call of that function with all of them. Arguments that are more than a name become bindings, so that they are evaluated once.
/// </summary>
internal sealed class PartialCalls
{
    private readonly Dictionary<Variable, CoreNode> _values = new();
    private readonly Dictionary<Variable, int> _mostGiven = new();
    private readonly Dictionary<Variable, Call> _partial = new();
    private readonly Func<CoreNode, CoreNode> _collect, _complete;

    private PartialCalls()
    {
        _collect = CoreNode.Visiting(Collect);
        _complete = Complete;
    }

    public static CoreNode Run(CoreNode node)
    {
        var pass = new PartialCalls();
        pass.Collect(node);
        return pass._values.Any(b => pass.IsCompleted(b.Key, b.Value)) ? pass.Complete(node) : node;
    }

    private void Collect(CoreNode node)
    {
        switch (node)
        {
            case Let let:
                foreach (Core.Binding binding in let.Bindings)
                {
                    _values[binding.Variable] = binding.Value;
                }

                break;
            case Call { Function: VariableReference f } call:
                _mostGiven[f.Variable] = Math.Max(call.Arguments.Count, _mostGiven.TryGetValue(f.Variable, out int most) ? most : 0);
                break;
        }

        node.Map(_collect);
    }

    private CoreNode Complete(CoreNode node)
    {
        switch (node)
        {
            case Let let:
                return CompleteLet(let).Map(_complete);
            case Call { Function: VariableReference f } call when _partial.TryGetValue(f.Variable, out Call? partial)
                && partial.Arguments.Count + call.Arguments.Count >= ArityOf(partial.Function):
                return new Call(call.At, partial.Function, partial.Arguments.Concat(call.Arguments).ToArray()).Map(_complete);
            default:
                return node.Map(_complete);
        }
    }

    private Let CompleteLet(Let let)
    {
        var bindings = new List<Core.Binding>();
        foreach (Core.Binding binding in let.Bindings)
        {
            bindings.Add(IsCompleted(binding.Variable, binding.Value) ? Lifted(binding, (Call)binding.Value, bindings) : binding);
        }

        return bindings.Count == let.Bindings.Count ? let : new Let(let.At, bindings, let.Body);
    }

    private bool IsCompleted(Variable variable, CoreNode value) =>
        value is Call call && _mostGiven.TryGetValue(variable, out int most)
        && ArityOf(call.Function) is var arity && call.Arguments.Count < arity && call.Arguments.Count + most >= arity;

    private int ArityOf(CoreNode function) => function switch
    {
        BuiltinReference b => BuiltinCatalog.Find(b.Name)?.Arity ?? 0,
        VariableReference v when _values.TryGetValue(v.Variable, out CoreNode? value) && value is Lambda lambda => lambda.Parameters.Count,
        _ => 0,
    };

    private Core.Binding Lifted(Core.Binding binding, Call call, List<Core.Binding> bindings)
    {
        var arguments = new CoreNode[call.Arguments.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = call.Arguments[i];
            if (!ForcedArguments.IsAtom(arguments[i]))
            {
                var variable = new Variable(binding.Variable.Name, arguments[i].At, VariableKind.Let);
                bindings.Add(new Core.Binding(variable, arguments[i]));
                arguments[i] = new VariableReference(arguments[i].At, variable);
            }
        }

        var partial = new Call(call.At, call.Function, arguments);
        _partial.Add(binding.Variable, partial);
        return new Core.Binding(binding.Variable, partial);
    }
}
