using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Language.Optimising;

/// <summary>
/// Marks lists that <c>map</c> or <c>genList</c> makes for one builtin that takes each element once (<see cref="Call.IsOwned"/>):
/// <c>foldl' add 0 (map f xs)</c> keeps no elements, and has no place for them. The list may come from a known function, and go to a
/// known function that does no more with it than to give it to such a builtin.
/// </summary>
internal sealed class FusedLists
{
    private readonly Dictionary<Variable, Lambda> _functions = new();

    // What is known of a function's value and of its parameters; while that is looked for, nothing is.
    private readonly Dictionary<Lambda, bool> _makesList = new();
    private readonly Dictionary<Variable, bool> _isTakenOnce = new();
    private readonly Func<CoreNode, CoreNode> _collect, _mark;
    private bool _hasMakers;

    private FusedLists()
    {
        _collect = CoreNode.Visiting(Collect);
        _mark = Mark;
    }

    public static CoreNode Run(CoreNode node)
    {
        var pass = new FusedLists();
        pass.Collect(node);
        return pass._hasMakers ? pass.Mark(node) : node;
    }

    /// <summary>The argument whose elements a builtin takes once, one after the other.</summary>
    private static int TakenBy(string builtin) => builtin switch
    {
        "concatLists" or "listToAttrs" or "toJSON" => 0,
        "all" or "any" or "catAttrs" or "concatMap" or "concatStringsSep" or "filter" or "groupBy" or "map" or "partition" or "sort" => 1,
        "foldl'" => 2,
        _ => -1,
    };

    private void Collect(CoreNode node)
    {
        _hasMakers |= IsMaker(node);
        if (node is Let let)
        {
            foreach (Core.Binding binding in let.Bindings)
            {
                if (binding.Value is Lambda lambda)
                {
                    _functions[binding.Variable] = lambda;
                }
            }
        }

        node.Map(_collect);
    }

    private CoreNode Mark(CoreNode node)
    {
        CoreNode mapped = node.Map(_mark);
        if (mapped is not Call call)
        {
            return mapped;
        }

        CoreNode[]? arguments = null;
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            if (MakesList(call.Arguments[i]) && Takes(call, i))
            {
                (arguments ??= call.Arguments.ToArray())[i] = Owned(call.Arguments[i]);
            }
        }

        return arguments == null ? call : call with { Arguments = arguments };
    }

    /// <summary>Whether this argument goes to a builtin that takes its elements once, and nowhere else.</summary>
    private bool Takes(Call call, int index) => call.Function switch
    {
        BuiltinReference b => TakenBy(b.Name) == index && BuiltinCatalog.Find(b.Name) is { } entry && entry.Arity <= call.Arguments.Count,
        VariableReference f => _functions.TryGetValue(f.Variable, out Lambda? lambda) && index < lambda.Parameters.Count
            && lambda.Parameters.Count <= call.Arguments.Count && IsTakenOnce(lambda, lambda.Parameters[index]),
        _ => false,
    };

    private bool IsTakenOnce(Lambda lambda, Parameter parameter)
    {
        if (parameter.Formals != null)
        {
            return false;
        }

        if (!_isTakenOnce.TryGetValue(parameter.Variable, out bool isTaken))
        {
            _isTakenOnce[parameter.Variable] = false;
            _isTakenOnce[parameter.Variable] = isTaken = UsesBelow(lambda, parameter.Variable, isInFunction: false) == (1, 1);
        }

        return isTaken;
    }

    /// <summary>How often a variable is used, and how often as what a builtin takes.</summary>
    /// <param name="isInFunction">The node may be evaluated more than once.</param>
    private (int Uses, int Taken) Uses(CoreNode node, Variable variable, bool isInFunction)
    {
        switch (node)
        {
            case VariableReference r:
                return (r.Variable == variable ? 1 : 0, 0);
            case WithReference w:
                return (w.Scopes.Contains(variable) ? 1 : 0, 0);
        }

        (int uses, int taken) = UsesBelow(node, variable, isInFunction || node is Lambda);
        return node is not Call call || isInFunction ? (uses, taken)
            : (uses, taken + call.Arguments.Where((x, i) => x is VariableReference r && r.Variable == variable && Takes(call, i)).Count());
    }

    private (int Uses, int Taken) UsesBelow(CoreNode node, Variable variable, bool isInFunction)
    {
        int uses = 0, taken = 0;
        node.ForEachChild(child =>
        {
            (int more, int takenThere) = Uses(child, variable, isInFunction);
            (uses, taken) = (uses + more, taken + takenThere);
        });
        return (uses, taken);
    }

    /// <summary>Whether the value is a list that is made there, and has not been seen by anybody else.</summary>
    private bool MakesList(CoreNode node)
    {
        switch (node)
        {
            case Call { Function: VariableReference f } call when _functions.TryGetValue(f.Variable, out Lambda? lambda):
                return call.Arguments.Count == lambda.Parameters.Count && IsMaker(lambda);
            case Let let: return MakesList(let.Body);
            case If branches: return MakesList(branches.Then) && MakesList(branches.Else);
            default: return IsMaker(node);
        }
    }

    private static bool IsMaker(CoreNode node) => node is Call { Function: BuiltinReference { Name: "map" or "genList" }, Arguments.Count: 2 };

    private bool IsMaker(Lambda lambda)
    {
        if (!_makesList.TryGetValue(lambda, out bool makes))
        {
            _makesList[lambda] = false;
            _makesList[lambda] = makes = MakesList(lambda.Body);
        }

        return makes;
    }

    private static CoreNode Owned(CoreNode node) => node switch
    {
        Call call => call with { IsOwned = true },
        Let let => new Let(let.At, let.Bindings, Owned(let.Body)),
        If branches => branches with { Then = Owned(branches.Then), Else = Owned(branches.Else) },
        _ => node,
    };
}
