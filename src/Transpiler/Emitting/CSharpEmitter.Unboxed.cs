using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Transpiler.Unboxed;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Versions on machine integers: of functions, and of single expressions in ordinary code.</summary>
internal sealed partial class CSharpEmitter
{
    private const int MostLeaves = 6;

    private readonly UnboxedTypes _unboxed;
    private readonly Dictionary<object, string> _unboxedMethods = new(ByIdentity.Instance);
    private bool _isFallback;

    /// <summary>The unboxed version of a known function; it is emitted when it is first asked for.</summary>
    private string UnboxedMethod(Lambda lambda, Variable v) => UnboxedMethod(lambda, _closedPaths.TryGetValue(v, out string? path) ? path : v.Name);

    private string UnboxedMethod(Lambda lambda, string path)
    {
        if (!_unboxedMethods.TryGetValue(lambda, out string? method))
        {
            method = _pool.Unique(path + "_unboxed");
            _unboxedMethods.Add(lambda, method);
            string name = method;
            _pending.Enqueue(() => EmitUnboxed(lambda, name));
        }

        return method;
    }

    /// <summary>The version for builtins that are given the function; null where there is none.</summary>
    private string? UnboxedHint(Lambda lambda, string path)
    {
        const int MostParameters = 2;
        if (!On(Optimiser.Unboxed) || lambda.Parameters.Count > MostParameters || CaptureRoots(lambda).Count > 0 || !_unboxed.GivesInteger(lambda))
        {
            return null;
        }

        return $"Ints = (delegate*<{string.Concat(Enumerable.Repeat("long, ", lambda.Parameters.Count))}long>)&{UnboxedMethod(lambda, path)}";
    }

    private void EmitUnboxed(Lambda lambda, string method)
    {
        var body = new MethodBody(method, isFileLevel: false);
        var emit = new UnboxedBody(body, _analysis, _unboxed, _strict, v => Place(v, body), UnboxedMethod) { Self = lambda };
        var names = new List<string>();
        body.Names.Unique("no");
        foreach (Parameter parameter in lambda.Parameters)
        {
            names.Add(body.Names.Unique(parameter.Variable.Name));
            emit.Bind(parameter.Variable, names[names.Count - 1]);
        }

        emit.Return(lambda.Body);
        if (emit.Calls)
        {
            // Every way out must count the level down.
            body.Lines = body.Lines.ConvertAll(line => line.Replace("return ", "Ints.Leave(); return "));
            body.Lines.Insert(0, "        if (!Ints.Enter()) goto no;");
        }

        if (body.LoopsToTop)
        {
            // After very many turns the ordinary code tells whether there is an end.
            body.Lines.Insert(emit.Calls ? 1 : 0, $"        int {body.Turns} = 0;");
            body.Lines.Insert(emit.Calls ? 2 : 1, "    top:");
        }

        body.Lines.Add("    no:");
        if (emit.Calls)
        {
            body.Line("Ints.Leave();");
        }

        body.Line("Ints.Failed = true;");
        body.Line("return default;");
        string type = _unboxed.ResultOf(lambda) == UnboxedType.Bool ? "bool" : "long";
        WriteMethod($"static {type} {method}({string.Join(", ", names.Select(n => "long " + n))})", lambda, body);
    }

    /// <summary>In front of a function's ordinary body: the unboxed one, where the arguments are integers already.</summary>
    private void TryUnboxed(Lambda lambda, MethodBody body)
    {
        if (_unboxed.ResultOf(lambda) == UnboxedType.None || !On(Optimiser.Unboxed))
        {
            return;
        }

        List<string> longs = body.ParameterNames.Select(p => body.Names.Unique(p + "_int")).ToList();
        string test = string.Join(" && ", body.ParameterNames.Select((p, i) => $"Ints.Known({p}, out long {longs[i]})"));
        Variable v = _analysis.NameOf(lambda);
        string result = body.Names.Unique("unboxed"), type = _unboxed.ResultOf(lambda) == UnboxedType.Bool ? "NixBool" : "NixInt";
        body.Block($"if ({test})", body.Nested(() =>
        {
            body.Line($"var {result} = {UnboxedMethod(lambda, v)}({string.Join(", ", longs)});");
            body.Line($"if (Ints.IsDone()) return {type}.Of({result});");
        }));
    }

    /// <summary>
    /// An expression of several operations on integers as one call that makes no values in between. It gives null where the
    /// operands are something else; then the ordinary code runs.
    /// </summary>
    private string? UnboxedExpression(CoreNode node, MethodBody body, UnboxedType wanted)
    {
        if (_isFallback || !On(Optimiser.Unboxed) || node is not (Binary or Call) || _unboxed.TypeOf(node) != wanted || !IsWorthIt(node))
        {
            return null;
        }

        Variable[] leaves = _analysis.Free.Of(node).Select(_analysis.Resolve).Distinct()
            .Where(v => _analysis.FunctionOf(v) == null && _unboxed.ConstantOf(v) == null && !_staticFields.ContainsKey(v)).ToArray();
        if (leaves.Length > MostLeaves || leaves.Any(body.Pending.Contains))
        {
            return null;
        }

        string method = _pool.Unique((body.Path.Length == 0 ? "ints" : body.Path + "_ints") + "_" + LineOf(node.At));
        _pending.Enqueue(() => EmitUnboxedExpression(node, method, leaves, wanted));
        return $"{method}({string.Join(", ", leaves.Select(v => Place(v, body)))})";
    }

    private void EmitUnboxedExpression(CoreNode node, string method, Variable[] leaves, UnboxedType type)
    {
        var body = new MethodBody(method, isFileLevel: false);
        body.Names.Unique("no");
        foreach (Variable v in leaves)
        {
            body.Locals.Add(v, body.Names.Unique(v.Name));
        }

        var emit = new UnboxedBody(body, _analysis, _unboxed, _strict, v => Place(v, body), UnboxedMethod);
        body.Line("if (Ints.AreOff) return " + (type == UnboxedType.Bool ? "-1;" : "null;"));
        string result = type == UnboxedType.Bool ? $"({emit.Bool(node)}) ? 1 : 0" : $"NixInt.Of({emit.Int(node, isForced: true)})";
        body.Line($"return {result};");
        body.Lines.Add("    no:");
        body.Line("Ints.GiveUp();");
        body.Line(type == UnboxedType.Bool ? "return -1;" : "return null;");
        string parameters = string.Join(", ", leaves.Select(v => "Value " + body.Locals[v]));
        WriteMethod($"static {(type == UnboxedType.Bool ? "int" : "Value")} {method}({parameters})", node, body);
    }

    /// <summary>The value in a strict position: <c>ints(x, y) ?? Op.Add(…)</c>. Null where there is no unboxed version.</summary>
    private string? UnboxedOr(CoreNode node, MethodBody body, System.Func<string> ordinary)
    {
        if (UnboxedExpression(node, body, UnboxedType.Int) is not { } fast)
        {
            return null;
        }

        string slow = "";
        List<string> lines = Fallback(body, () => slow = ordinary());
        if (lines.Count == 0)
        {
            return $"({fast} ?? {slow})";
        }

        string result = body.Names.Unique("r");
        body.Line($"Value {result} = {fast};");
        body.Block($"if ({result} == null)", WithLast(lines, body, $"{result} = {slow};"));
        body.Effects++;
        return result;
    }

    private string? UnboxedCondition(CoreNode node, MethodBody body)
    {
        if (UnboxedExpression(node, body, UnboxedType.Bool) is not { } fast)
        {
            return null;
        }

        string slow = "", test = body.Names.Unique("test");
        List<string> lines = Fallback(body, () => slow = Condition(node, body));
        if (lines.Count == 0)
        {
            return $"({fast} is var {test} && {test} >= 0 ? {test} != 0 : {slow})";
        }

        string result = body.Names.Unique("c");
        body.Line($"int {test} = {fast};");
        body.Line($"bool {result} = {test} > 0;");
        body.Block($"if ({test} < 0)", WithLast(lines, body, $"{result} = {slow};"));
        body.Effects++;
        return result;
    }

    // The parts of what is tried as a whole need not be tried again.
    private List<string> Fallback(MethodBody body, System.Action emit)
    {
        _isFallback = true;
        List<string> lines = body.Nested(emit);
        _isFallback = false;
        return lines;
    }

    /// <summary>Several operations: what saves values in between.</summary>
    private static bool IsWorthIt(CoreNode node)
    {
        int operations = 0;
        void Count(CoreNode n)
        {
            operations += n is Binary { Kind: not (BinaryKind.And or BinaryKind.Or or BinaryKind.Implies) } or Call ? 1 : 0;
            n.ForEachChild(Count);
        }

        Count(node);
        return operations >= 2;
    }
}
