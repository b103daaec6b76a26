using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Calls: of builtins, of functions known while compiling, of anything else.</summary>
internal sealed partial class CSharpEmitter
{
    private const int MostInTailCall = 3;

    /// <param name="isTail">The value is returned as it is: what a call gives may be called in a jump.</param>
    private string CallExpression(Call call, MethodBody body, bool isTail = false) =>
        call.IsOwned ? $"Op.Own({PlainCall(call, body, isTail: false)})" : PlainCall(call, body, isTail);

    private string PlainCall(Call call, MethodBody body, bool isTail)
    {
        if (call.Function is BuiltinReference builtin && BuiltinCatalog.Find(builtin.Name) is { } entry && call.Arguments.Count >= entry.Arity)
        {
            string result = BuiltinCall(call, entry, body);
            return More(result, call, entry.Arity, body, isTail);
        }

        if (Target(call) is { } target)
        {
            (string a, string b) = Environment(call, target, body);
            string[] arguments = DirectArguments(call, target, body);
            string result = $"Op.Direct(&{CodeOf(call, target, body).Method}, {a}, {b}, {string.Join(", ", arguments)}, {At(call.At)})";
            return More(result, call, target.Parameters.Count, body, isTail);
        }

        return $"Op.Call({GenericArguments(call, body)})";
    }

    /// <summary>The rest of the arguments goes to the result.</summary>
    private string More(string result, Call call, int taken, MethodBody body, bool isTail)
    {
        string[] rest = call.Arguments.Skip(taken).Select(x => Lazy(x, body)).ToArray();
        return rest.Length switch
        {
            0 => result,
            <= MostInTailCall when isTail => $"Op.TailCall({result}, {string.Join(", ", rest)}, {At(call.At)})",
            _ => $"Op.Call({result}, {At(call.At)}, {string.Join(", ", rest)})",
        };
    }

    private string GenericArguments(Call call, MethodBody body)
    {
        string function = call.Function is VariableReference ? Lazy(call.Function, body) : Strict(call.Function, body);
        string path = body.Path;
        string[] arguments = UnknownArguments(call.Arguments, ref function, body);
        body.Path = path;
        return arguments.Length <= 4
            ? $"{function}, {string.Join(", ", arguments)}, {At(call.At)}"
            : $"{function}, {At(call.At)}, {string.Join(", ", arguments)}";
    }

    /// <summary>Arguments for a function that is not known: the one that it forces first, if any, is evaluated when that turns out.</summary>
    private string[] UnknownArguments(IReadOnlyList<CoreNode> arguments, ref string function, MethodBody body)
    {
        if (!On(Optimiser.Strictness) || !On(Optimiser.ThunkElision) || !arguments.Any(IsDelayed))
        {
            return arguments.Select(x => Lazy(x, body)).ToArray();
        }

        string first = body.Names.Unique("first");
        function = $"Op.Callee({function}, {Literals.Number(arguments.Count)}, out int {first})";
        return arguments.Select((x, i) => Lazy(x, body, $"{first} == {Literals.Number(i)}")).ToArray();
    }

    /// <summary>The lambda that a call reaches with all its arguments, if that is known.</summary>
    private Lambda? Target(Call call) =>
        call.Function is VariableReference r
        && _analysis.FunctionOf(_analysis.Resolve(r.Variable)) is { } lambda
        && call.Arguments.Count >= lambda.Parameters.Count
            ? lambda
            : null;

    private LambdaCode CodeOf(Call call, Lambda lambda, MethodBody body)
    {
        if (_lambdas.TryGetValue(lambda, out LambdaCode? known))
        {
            return known;
        }

        Variable v = _analysis.Resolve(((VariableReference)call.Function).Variable);
        return LambdaOf(lambda, new MethodBody(_closedPaths.TryGetValue(v, out string? path) ? path : v.Name, isFileLevel: true));
    }

    /// <summary>The captures to call a known function with.</summary>
    private (string A, string B) Environment(Call call, Lambda target, MethodBody body)
    {
        Variable v = _analysis.Resolve(((VariableReference)call.Function).Variable);
        if (_analysis.IsClosed(v))
        {
            return ("null", "null");
        }

        if (ReferenceEquals(body.Self, target))
        {
            return ("a", "b");
        }

        // What it captures is often here as well.
        List<Variable> roots = CaptureRoots(target);
        if (roots.Count <= Closures.FramePlanner.Inline && roots.TrueForAll(body.Locals.ContainsKey))
        {
            return CaptureArguments(roots, body);
        }

        string place = Place(v, body);
        return ($"{place}.A", $"{place}.B");
    }

    /// <summary>Arguments for a known function: those that it forces first, in its order, are passed evaluated.</summary>
    private string[] DirectArguments(Call call, Lambda target, MethodBody body)
    {
        CoreNode[] arguments = call.Arguments.Take(target.Parameters.Count).ToArray();
        List<int> order = EvaluatedFirst(target, arguments);
        var kept = new Dictionary<int, string>();
        bool inOrder = order.SequenceEqual(order.OrderBy(i => i));
        foreach (int index in inOrder ? new List<int>() : order)
        {
            // The callee forces them in another order than the one they stand in.
            string value = Strict(arguments[index], body);
            kept[index] = body.Names.Unique("t");
            body.Line($"Value {kept[index]} = {value};");
            body.Effects++;
        }

        return InOrder(body, arguments
            .Select<CoreNode, Func<string>>((x, i) => () => kept.TryGetValue(i, out string? local) ? local
                : order.Contains(i) ? Strict(x, body)
                : MayCompute(x, target, i) ? ComputedOrLazy(x, body) : Lazy(x, body)).ToArray());
    }

    /// <summary>The arguments to evaluate before the call, in the order in which the callee would.</summary>
    private List<int> EvaluatedFirst(Lambda target, CoreNode[] arguments)
    {
        var order = new List<int>();
        if (!On(Optimiser.Strictness))
        {
            return order;
        }

        List<Variable> parameters = target.Parameters.Select(p => p.Variable).ToList();
        order.AddRange(_strict.Of(target).Select(v => parameters.IndexOf(v)));
        // A variable among them keeps its turn: it must be forced where later arguments are evaluated.
        while (order.Count > 0 && IsAtom(arguments[order[order.Count - 1]]))
        {
            order.RemoveAt(order.Count - 1);
        }

        return order;
    }

    private bool MayCompute(CoreNode argument, Lambda target, int index) =>
        On(Optimiser.Strictness) && On(Optimiser.ThunkElision) && Closures.Speculation.IsCheap(argument)
        && target.Parameters[index].Formals == null && _speculation.MayCompute(target.Parameters[index].Variable, target);

    private string BuiltinCall(Call call, BuiltinEntry entry, MethodBody body)
    {
        CoreNode[] arguments = call.Arguments.Take(entry.Arity).ToArray();
        if (entry.Name == "seq")
        {
            body.Line($"{Statement(Strict(arguments[0], body))};");
            body.Effects++;
            return Strict(arguments[1], body);
        }

        if (On(Optimiser.FusedLists) && entry.Name == "length" && arguments[0] is Call { Function: BuiltinReference { Name: "attrNames" or "attrValues" }, Arguments: { Count: 1 } set } names)
        {
            return $"AttrBuiltins.Count({Strict(set[0], body)}, {At(names.At)})";
        }

        bool early = On(Optimiser.Strictness);
        int second = early ? ForcedArguments.SecondOf(entry, arguments) : -1;
        var emit = new Func<string>[arguments.Length];
        for (int i = 0; i < emit.Length; i++)
        {
            CoreNode argument = arguments[i];
            bool now = early && (i == second || ForcedArguments.MayEvaluate(entry, arguments, i));
            bool check = second >= 0 && entry.Order[i] == '1' && ForcedArguments.NeedsCheck(entry, argument);
            emit[i] = () => check ? $"Op.{entry.FirstCheck}({(IsAtom(argument) ? Lazy(argument, body) : Strict(argument, body))}, {At(call.At)})"
                : now ? Strict(argument, body) : Lazy(argument, body);
        }

        return $"{entry.Method}({string.Join(", ", InOrder(body, emit))}, {At(call.At)})";
    }

    private void EmitTailCall(Call call, MethodBody body)
    {
        if (call.IsOwned)
        {
            body.Line($"return {CallExpression(call, body)};");
            return;
        }

        if (call.Function is BuiltinReference builtin && BuiltinCatalog.Find(builtin.Name) is { } entry && call.Arguments.Count >= entry.Arity)
        {
            body.Line($"return {CallExpression(call, body, isTail: true)};");
            return;
        }

        if (Target(call) is not { } target)
        {
            string arguments = GenericArguments(call, body);
            string method = call.Arguments.Count <= MostInTailCall && !EndlessCalls.IsOmega(call) ? "TailCall" : "Call";
            body.Line($"return Op.{method}({arguments});");
            return;
        }

        if (call.Arguments.Count > target.Parameters.Count || (ReferenceEquals(body.Self, target) && _analysis.RepeatsItself(call, target)) || _analysis.IsEndless(target))
        {
            body.Line($"return {CallExpression(call, body, isTail: true)};");
            return;
        }

        EmitDirectTailCall(call, target, body);
    }

    private void EmitDirectTailCall(Call call, Lambda target, MethodBody body)
    {
        (string a, string b) = Environment(call, target, body);
        string[] values = DirectArguments(call, target, body);
        if (!ReferenceEquals(body.Self, target))
        {
            body.Line($"return {CodeOf(call, target, body).Method}({a}, {b}, {string.Join(", ", values)});");
            return;
        }

        body.LoopsToTop = true;
        string[] next = values.Select(v => v.IndexOf('(') >= 0 || values.Length > 1 ? Keep(v, body) : v).ToArray();
        for (int i = 0; i < next.Length; i++)
        {
            if (next[i] != body.ParameterNames[i])
            {
                body.Line($"{body.ParameterNames[i]} = {next[i]};");
            }
        }

        body.Line("Op.Jump();");
        body.Line("goto top;");
    }

    private static string Keep(string value, MethodBody body)
    {
        if (System.Array.IndexOf(body.ParameterNames.ToArray(), value) < 0 && value.IndexOf('(') < 0)
        {
            return value;
        }

        string kept = body.Names.Unique("next");
        body.Line($"Value {kept} = {value};");
        return kept;
    }
}
