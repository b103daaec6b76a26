using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Language.Optimising;

/// <summary>What is known of the variables around a piece of code.</summary>
internal interface IKnownFunctions
{
    /// <summary>The variable that this one is only another name of; else itself.</summary>
    Variable Resolve(Variable v);

    /// <summary>The lambda that a variable always is.</summary>
    Lambda? FunctionOf(Variable v);
}

/// <summary>See <see cref="StrictParameters.LeadingOf"/>.</summary>
internal readonly record struct LeadingParameters(int First, int Next, bool NextIfSmall)
{
    public static LeadingParameters None => new(-1, -1, false);
}

/// <summary>
/// Which variables a piece of code forces before it does anything else that could fail or be seen. Arguments for such
/// parameters may be passed evaluated, and such bindings computed at once: the order of evaluation stays Nix's.
/// </summary>
internal sealed class StrictParameters
{
    private static readonly HashSet<Variable> s_none = new();

    private readonly IKnownFunctions _names;
    private readonly Dictionary<object, IReadOnlyList<Variable>> _known = new(ByIdentity.Instance);

    public StrictParameters(IKnownFunctions names) => _names = names;

    /// <summary>For a lambda: its parameters in the order in which its body forces them first.</summary>
    public IReadOnlyList<Variable> Of(Lambda lambda)
    {
        if (!_known.TryGetValue(lambda, out IReadOnlyList<Variable>? order))
        {
            // A recursive function is looked at while its own answer is not known: nothing is assumed.
            _known.Add(lambda, Array.Empty<Variable>());
            order = Parameters(lambda);
            _known[lambda] = order;
        }

        return order;
    }

    /// <summary>
    /// The index of the parameter that is forced first, and of the one that is forced right after it when the first turns out to be
    /// an integer (<see cref="SecondOfIntegers"/>), perhaps only a small one; -1 for none.
    /// </summary>
    public LeadingParameters LeadingOf(Lambda lambda)
    {
        IReadOnlyList<Variable> order = Of(lambda);
        if (order.Count == 0)
        {
            return LeadingParameters.None;
        }

        int first = 0;
        while (lambda.Parameters[first].Variable != order[0])
        {
            first++;
        }

        if (lambda.Parameters.Count == 1 || lambda.Parameters[first].Formals != null)
        {
            return new LeadingParameters(first, -1, false);
        }

        (int next, bool ifSmall) = SecondOfIntegers.Find(_names, lambda, order[0]);
        return new LeadingParameters(first, next, ifSmall);
    }

    private IReadOnlyList<Variable> Parameters(Lambda lambda)
    {
        Parameter last = lambda.Parameters[lambda.Parameters.Count - 1];
        if (last.Formals != null)
        {
            // The formals are matched first, and that forces the argument.
            return new[] { last.Variable };
        }

        if (First(lambda.Body, s_none) == null)
        {
            return Array.Empty<Variable>();
        }

        var order = new List<Variable>();
        Dictionary<Variable, CoreNode> bindings = BindingsOf(lambda.Body);
        var forced = new HashSet<Variable>();
        while (First(lambda.Body, forced) is { } v && forced.Add(v))
        {
            Variable? inside = bindings.TryGetValue(v, out CoreNode? value) ? First(value, forced) : null;
            if (lambda.Parameters.FirstOrDefault(p => p.Variable == (inside ?? v)) is { } parameter)
            {
                order.Add(parameter.Variable);
            }

            if (inside != null || !order.Contains(v))
            {
                break;
            }
        }

        return order;
    }

    /// <summary>The variables that a body binds before it does anything.</summary>
    private static Dictionary<Variable, CoreNode> BindingsOf(CoreNode body)
    {
        var bindings = new Dictionary<Variable, CoreNode>();
        for (; body is Let let; body = let.Body)
        {
            foreach (Core.Binding binding in let.Bindings)
            {
                bindings[binding.Variable] = binding.Value;
            }
        }

        return bindings;
    }

    /// <summary>The first variable that a node forces, those already forced left out; null when it does something else first.</summary>
    public Variable? First(CoreNode node, ISet<Variable> forced) => Walk(node, forced).Variable;

    /// <summary>A variable that is forced first; or nothing happened (Pure), and the next part decides; or something else did.</summary>
    private readonly record struct Step(Variable? Variable, bool IsPure);

    private Step Walk(CoreNode node, ISet<Variable> forced)
    {
        switch (node)
        {
            case VariableReference r:
                Variable v = _names.Resolve(r.Variable);
                return forced.Contains(v) || _names.FunctionOf(v) != null ? new Step(null, true) : new Step(v, false);
            case Constant or BuiltinReference or Lambda or SetLiteral { Dynamic.Count: 0 } or ListLiteral:
                return new Step(null, true);
            case Binary { Kind: BinaryKind.And or BinaryKind.Or or BinaryKind.Implies } b:
                return Walk(b.Left, forced) is { Variable: not null } left ? left : default;
            case Binary b: return WalkBinary(b, forced);
            case Not n: return Walk(n.Operand, forced) is { Variable: not null } operand ? operand : default;
            case If i: return Walk(i.Test, forced) is { Variable: not null } test ? test : default;
            case Assert a: return Walk(a.Test, forced) is { Variable: not null } cond ? cond : default;
            case Select s: return Walk(s.Set, forced) is { Variable: not null } set ? set : default;
            case HasAttr h: return Walk(h.Set, forced) is { Variable: not null } of ? of : default;
            case Let let: return Walk(let.Body, forced);
            case Call call: return WalkCall(call, forced);
            case Interpolation { ForceString: true } i: return i.Parts.FirstOrDefault(p => p is not Constant { Kind: ConstantKind.String }) is { } shown && Walk(shown, forced) is { Variable: not null } part ? part : default;
            default: return default;
        }
    }

    private Step WalkBinary(Binary node, ISet<Variable> forced)
    {
        if (node.Kind == BinaryKind.Update)
        {
            // From right to left, and each side is checked before the next is evaluated.
            Step right = Walk(node.Right, forced);
            return right.Variable != null ? right : right.IsPure && IsSet(node.Right) ? Walk(node.Left, forced) : default;
        }

        Step left = Walk(node.Left, forced);
        if (left.Variable != null || !left.IsPure)
        {
            return left;
        }

        // These force both operands before they look at either.
        bool both = node.Kind is BinaryKind.Sub or BinaryKind.Mul or BinaryKind.Div or BinaryKind.Less or BinaryKind.Equal or BinaryKind.NotEqual;
        bool number = node.Kind == BinaryKind.Add && node.Left is Constant;
        return (both || number) && Walk(node.Right, forced) is { Variable: not null } second ? second : default;
    }

    private static bool IsSet(CoreNode node) => node is SetLiteral or VariableReference || (node is Let let && IsSet(let.Body));

    private Step WalkCall(Call call, ISet<Variable> forced)
    {
        if (call.Function is BuiltinReference { Name: "seq" } && call.Arguments.Count == 2)
        {
            Step first = Walk(call.Arguments[0], forced);
            return first.Variable != null || !first.IsPure ? first : Walk(call.Arguments[1], forced);
        }

        if (call.Function is BuiltinReference builtin && BuiltinCatalog.Find(builtin.Name) is { } entry
            && entry.Arity <= call.Arguments.Count && FirstOf(entry, call) is >= 0 and var at)
        {
            return Walk(call.Arguments[at], forced) is { Variable: not null } argument ? argument : default;
        }

        return call.Function is VariableReference f && _names.FunctionOf(_names.Resolve(f.Variable)) is { } known
            && known.Parameters.Count == call.Arguments.Count
            ? WalkKnownCall(call, known, forced)
            : Walk(call.Function, forced) is { Variable: not null } function ? function : default;
    }

    // What is looked for in a list that has something to compare it with is forced first.
    private static int FirstOf(BuiltinEntry entry, Call call) =>
        entry.Name == "elem" && call.Arguments[1] is ListLiteral { Items.Count: > 0 } ? 0 : entry.Order.IndexOf('1');

    private Step WalkKnownCall(Call call, Lambda known, ISet<Variable> forced)
    {
        foreach (Variable parameter in Of(known))
        {
            int index = known.Parameters.TakeWhile(p => p.Variable != parameter).Count();
            Step argument = Walk(call.Arguments[index], forced);
            if (argument.Variable != null || !argument.IsPure)
            {
                return argument.Variable != null ? argument : default;
            }
        }

        return default;
    }
}
