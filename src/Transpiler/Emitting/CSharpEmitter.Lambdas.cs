using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>The emitted method of a lambda, and the field with what its closures share.</summary>
internal sealed record LambdaCode(string Method, string Info);

/// <summary>Functions.</summary>
internal sealed partial class CSharpEmitter
{
    private readonly Dictionary<object, string> _closures = new(ByIdentity.Instance);

    /// <summary>A closure; one that captures nothing is made once.</summary>
    private string Closure(Lambda lambda, MethodBody body)
    {
        List<Variable> roots = CaptureRoots(lambda);
        LambdaCode code = LambdaOf(lambda, body);
        if (roots.Count > 0)
        {
            (string a, string b) = CaptureArguments(roots, body);
            return $"new NixLambda({code.Info}{Trimmed(a, b)})";
        }

        if (!_closures.TryGetValue(lambda, out string? field))
        {
            field = _pool.Field("c_" + code.Method, "NixLambda", $"{code.Info}.Closed()");
            _closures.Add(lambda, field);
        }

        return field;
    }

    /// <summary>The closure of a known function that captures nothing.</summary>
    private string ClosedFunction(Variable v)
    {
        var body = new MethodBody(_closedPaths.TryGetValue(v, out string? path) ? path : v.Name, isFileLevel: true);
        return Closure(_analysis.FunctionOf(v)!, body);
    }

    private LambdaCode LambdaOf(Lambda lambda, MethodBody outer)
    {
        if (_lambdas.TryGetValue(lambda, out LambdaCode? known))
        {
            return known;
        }

        string path = outer.Path.Length == 0 ? "lambda" : outer.Path;
        string method = _pool.Unique(path + "_" + LineOf(lambda.At));
        string types = string.Concat(Enumerable.Repeat("Value, ", lambda.Parameters.Count));
        int position = _positions.AddRun(lambda.Parameters.Select(p => p.Variable.At));
        string names = Literals.String(string.Join("\0", lambda.Parameters.Select(p => p.Name)));
        string formals = FormalsField(lambda);
        string hints = HintsOf(lambda, path, method);
        string info = _pool.Field(
            "i_" + method,
            "LambdaInfo",
            $"new LambdaInfo({(lambda.Name == null ? "null" : Literals.String(lambda.Name))}, {Literals.Number(lambda.Parameters.Count)}, "
            + $"(delegate*<object, object, {types}Value>)&{method}, P + {Literals.Number(position)}, {names}{formals}){hints}");
        var code = new LambdaCode(method, info);
        _lambdas.Add(lambda, code);
        MethodBody body = ClosureBody(lambda, outer, isLambda: true);
        _pending.Enqueue(() => EmitLambda(lambda, code, body));
        if (PairOf(lambda) is var (name, value))
        {
            MethodBody pair = ClosureBody(lambda, outer, isLambda: true);
            _pending.Enqueue(() => EmitPair(lambda, code, name.Value, value.Value, pair));
        }

        return code;
    }

    /// <summary>What whoever calls the function may make use of.</summary>
    private string HintsOf(Lambda lambda, string path, string method)
    {
        LeadingParameters leading = On(Optimiser.Strictness) ? _strict.LeadingOf(lambda) : LeadingParameters.None;
        var hints = new List<string>();
        if (leading.First >= 0)
        {
            hints.Add("First = " + Literals.Number(leading.First));
        }

        if (leading.Next >= 0)
        {
            hints.Add("Next = " + Literals.Number(leading.Next) + (leading.NextIfSmall ? ", NextIfSmall = true" : ""));
        }

        if (On(Optimiser.ThunkElision) && _analysis.IgnoresFirst(lambda))
        {
            hints.Add("IgnoresFirst = true");
        }

        if (UnboxedHint(lambda, path) is { } ints)
        {
            hints.Add(ints);
        }

        if (PairOf(lambda) is var (pairName, pairValue))
        {
            hints.Add($"Pair = (delegate*<object, object, Value, out Value, Value>)&{method}_pair, PairPositions = ({At(pairName.At)}, {At(pairValue.At)})");
        }

        return hints.Count == 0 ? "" : " { " + string.Join(", ", hints) + " }";
    }

    private string FormalsField(Lambda lambda)
    {
        if (lambda.Parameters[lambda.Parameters.Count - 1].Formals is not { } formals)
        {
            return "";
        }

        string names = Literals.Numbers(formals.Items.Select(f => _pool.SymbolIndex(f.Name)));
        string positions = Literals.Numbers(formals.Items.Select(f => _positions.IndexOf(f.At)));
        string optional = Literals.Numbers(Enumerable.Range(0, formals.Items.Count).Where(i => formals.Items[i].Default != null));
        return $", new FormalsInfo(n, {names}, P, {positions}, {optional}, {(formals.Ellipsis ? "true" : "false")})";
    }

    /// <summary>
    /// The attributes of a function of one argument that gives a name and a value, as listToAttrs takes them. Formals would fail for the element,
    /// not for its name.
    /// </summary>
    private (Attr Name, Attr Value)? PairOf(Lambda lambda) =>
        On(Optimiser.FusedLists) && lambda.Parameters.Count == 1 && lambda.Parameters[0].Formals == null && lambda.Body is SetLiteral { Dynamic.Count: 0, Attrs: { Count: 2 } attrs }
        && attrs.FirstOrDefault(a => a.Name == "name") is { } name && attrs.FirstOrDefault(a => a.Name == "value") is { } value
            ? (name, value)
            : null;

    /// <summary>A version that makes no set of the two.</summary>
    private void EmitPair(Lambda lambda, LambdaCode code, CoreNode name, CoreNode value, MethodBody body)
    {
        string parameter = body.Names.Unique(lambda.Parameters[0].Variable.Name), result = body.Names.Unique("result");
        body.Locals[lambda.Parameters[0].Variable] = parameter;
        body.ParameterNames = new[] { parameter };
        EmitParameters(lambda, code, body);
        body.Line($"{result} = {Lazy(value, body)};");
        body.Line($"return {Strict(name, body)};");
        WriteMethod($"static Value {code.Method}_pair(object a, object b, Value {parameter}, out Value {result})", lambda, body);
    }

    private void EmitLambda(Lambda lambda, LambdaCode code, MethodBody body)
    {
        body.Self = lambda;
        var names = new List<string>();
        foreach (Parameter parameter in lambda.Parameters)
        {
            string name = body.Names.Unique(parameter.Variable.Name);
            names.Add(name);
            body.Locals[parameter.Variable] = name;
        }

        body.ParameterNames = names;
        string signature = $"static Value {code.Method}(object a, object b, {string.Join(", ", names.Select(n => "Value " + n))})";
        int top = body.Lines.Count;
        TryUnboxed(lambda, body);
        EmitParameters(lambda, code, body);
        EmitTail(lambda.Body, body);
        if (body.LoopsToTop)
        {
            body.Lines.Insert(top, "    top:");
        }

        WriteMethod(signature, lambda, body);
    }

    private void EmitParameters(Lambda lambda, LambdaCode code, MethodBody body)
    {
        Parameter last = lambda.Parameters[lambda.Parameters.Count - 1];
        List<Variable> scope = lambda.Parameters.Select(p => p.Variable).ToList();
        IEnumerable<CoreNode> defaults = System.Array.Empty<CoreNode>();
        if (last.Formals is { } formals)
        {
            scope.AddRange(formals.Items.Select(f => f.Variable));
            defaults = formals.Items.Where(f => f.Default != null).Select(f => f.Default!);
        }

        MakeFrame(scope, lambda.Body, defaults, body);
        foreach (Parameter parameter in lambda.Parameters)
        {
            StoreInFrame(parameter.Variable, body.Locals[parameter.Variable], body);
        }

        if (last.Formals != null)
        {
            EmitFormals(last, code, body);
        }
    }

    private void EmitFormals(Parameter parameter, LambdaCode code, MethodBody body)
    {
        string found = body.Names.Unique("found"), values = body.Names.Unique("values");
        body.Line($"ref Slot {values} = ref Op.FormalValues({body.Locals[parameter.Variable]}, {code.Info}, out int[] {found});");
        IReadOnlyList<Formal> items = parameter.Formals!.Items;
        body.Pending.UnionWith(items.Select(f => f.Variable));
        var patches = new List<(string Thunk, Formal Formal)>();
        // Those that must be given come first, so that few defaults refer to what has no value yet.
        foreach ((Formal formal, int index) in items.Select((f, i) => (f, i)).OrderBy(p => p.f.Default != null ? 1 : 0))
        {
            string local = body.Names.Unique(formal.Name);
            string given = $"(ref {values}, {found}, {Literals.Number(index)})";
            string value = formal.Default == null ? "Op.Formal" + given : DefaultOr(formal, "Op.OptionalFormal" + given, body, patches);
            body.Line($"Value {local} = {value};");
            StoreInFrame(formal.Variable, local, body);
            body.Locals[formal.Variable] = local;
            body.Pending.Remove(formal.Variable);
        }

        foreach ((string thunk, Formal formal) in patches)
        {
            (string a, string b) = CaptureArguments(CaptureRoots(formal.Default!), body);
            body.Line($"{thunk}?.Capture({a}, {b});");
        }
    }

    private bool MayComputeDefault(Formal formal, MethodBody body) =>
        On(Optimiser.Strictness) && On(Optimiser.ThunkElision) && body.Self != null
        && Closures.Speculation.IsCheap(formal.Default!) && _speculation.MayCompute(formal.Variable, body.Self);

    private string DefaultOr(Formal formal, string given, MethodBody body, List<(string Thunk, Formal Formal)> patches)
    {
        string path = body.Path;
        body.Path = Join(path, formal.Name);
        string result;
        if (CaptureRoots(formal.Default!).Any(body.Pending.Contains))
        {
            string thunk = body.Names.Unique("default_" + formal.Name), value = body.Names.Unique("given_" + formal.Name);
            body.Line($"Value {value} = {given};");
            body.Line($"Thunk {thunk} = {value} != null ? null : new Thunk(&{ThunkMethod(formal.Default!, body)});");
            patches.Add((thunk, formal));
            result = $"{value} ?? {thunk}";
        }
        else
        {
            string otherwise = MayComputeDefault(formal, body) ? ComputedOrLazy(formal.Default!, body) : Lazy(formal.Default!, body);
            result = $"{given} ?? {otherwise}";
        }

        body.Path = path;
        return result;
    }
}
