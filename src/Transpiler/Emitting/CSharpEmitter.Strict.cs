using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Strict positions: C# expressions whose value is in weak head normal form.</summary>
internal sealed partial class CSharpEmitter
{
    // C# compilers recurse over nested expressions and give up at some thousands.
    private const int DeepestExpression = 64;

    private int _depth;

    private string Strict(CoreNode node, MethodBody body)
    {
        _depth++;
        string result = StrictNode(node, body);
        if (_depth-- % DeepestExpression == 0 && result.IndexOf('(') >= 0)
        {
            string part = body.Names.Unique("part");
            body.Line($"Value {part} = {result};");
            body.Effects++;
            return part;
        }

        return result;
    }

    private string StrictNode(CoreNode node, MethodBody body)
    {
        switch (node)
        {
            case Constant c: return _pool.Constant(c);
            case BuiltinReference b: return BuiltinValue(b);
            case VariableReference r: return Forced(r, body);
            case WithReference w: return WithLookup(w, body);
            case CurrentPosition p: return $"Op.CurrentPosition({At(p.At)})";
            case Lambda l: return Closure(l, body);
            case SetLiteral s: return SetExpression(s, body);
            case ListLiteral l: return ListExpression(l, body);
            case Select s: return SelectExpression(s, body);
            case Call c: return UnboxedOr(c, body, () => CallExpression(c, body)) ?? CallExpression(c, body);
            case Let let:
                EmitBindings(let, body);
                return Strict(let.Body, body);
            case If i: return IfExpression(i, body);
            case Assert a:
                EmitAssert(a, body);
                return Strict(a.Body, body);
            case Binary b when !IsCondition(b): return UnboxedOr(b, body, () => BinaryExpression(b, body)) ?? BinaryExpression(b, body);
            case Interpolation i: return InterpolationExpression(i, body);
            default: return $"NixBool.Of({Condition(node, body)})";
        }
    }

    private string BuiltinValue(BuiltinReference node)
    {
        if (node.Name == "builtins")
        {
            return "BuiltinTable.Set";
        }

        return Language.Shared.BuiltinCatalog.Find(node.Name) != null
            ? _pool.Builtin(node.Name)
            : $"BuiltinTable.Constant({Literals.String(node.Name)})";
    }

    private string Forced(VariableReference node, MethodBody body)
    {
        Variable v = _analysis.Resolve(node.Variable);
        string place = Place(v, body);
        return _analysis.FunctionOf(v) != null || body.Forced.Contains(v) ? place : $"Op.Force({place})";
    }

    /// <summary>Where a variable lies: a field, a local, or a place in a frame. Perhaps a thunk.</summary>
    private string Place(Variable variable, MethodBody body)
    {
        Variable v = _analysis.Resolve(variable);
        if (body.Locals.TryGetValue(v, out string? local))
        {
            return local;
        }

        if (_staticFields.TryGetValue(v, out string? field))
        {
            return field;
        }

        if (_framed.TryGetValue(v, out (Frame Frame, int Index) place))
        {
            string type = _analysis.FunctionOf(v) != null ? "NixLambda" : "Value";
            return $"Unsafe.As<{type}>({place.Frame.Layout.Place(body.Locals[place.Frame.Variable], place.Index)})";
        }

        if (_analysis.IsClosed(v))
        {
            return ClosedFunction(v);
        }

        throw new InvalidOperationException($"variable '{v.Name}' has no place");
    }

    private string WithLookup(WithReference node, MethodBody body)
    {
        string[] scopes = node.Scopes.Select(s => Place(s, body)).ToArray();
        return scopes.Length == 1
            ? $"Op.WithLookup({_pool.Symbol(node.Name)}, {At(node.At)}, {scopes[0]}, ref {_pool.Hint(node.Name)})"
            : $"Op.WithLookup({_pool.Symbol(node.Name)}, {At(node.At)}, {string.Join(", ", scopes)})";
    }

    private string IfExpression(If node, MethodBody body)
    {
        string test = Condition(node.Test, body);
        string then = "", otherwise = "";
        List<string> thenLines = body.Nested(() => then = Strict(node.Then, body));
        List<string> elseLines = body.Nested(() => otherwise = Strict(node.Else, body));
        if (thenLines.Count == 0 && elseLines.Count == 0)
        {
            return $"({test} ? (Value){then} : {otherwise})";
        }

        string result = body.Names.Unique("r");
        body.Line($"Value {result};");
        body.Block($"if ({test})", WithLast(thenLines, body, $"{result} = {then};"));
        body.Block("else", WithLast(elseLines, body, $"{result} = {otherwise};"));
        body.Effects++;
        return result;
    }

    private static List<string> WithLast(List<string> lines, MethodBody body, string last)
    {
        lines.Add(new string(' ', (body.Indent + 1) * 4) + last);
        return lines;
    }

    private void EmitAssert(Assert node, MethodBody body)
    {
        body.Effects++;
        if (node.Comparison is { } equal)
        {
            (string Code, string Captures)? left = SideOfAssertion(equal.Left, body), right = SideOfAssertion(equal.Right, body);
            string[] sides = left == null && right == null ? Operands(body, equal.Left, equal.Right)
                : InOrder(body, () => left is { } l ? $"{l.Code}({l.Captures})" : Strict(equal.Left, body), () => right is { } r ? $"{r.Code}({r.Captures})" : Strict(equal.Right, body));
            string[] again = new[] { (equal.Left, left), (equal.Right, right) }
                .Select(side => side.Item2 is { } code ? $"new Thunk(&{code.Code}, {code.Captures})" : Lazy(side.Item1, body)).ToArray();
            body.Line($"if (!Op.AssertHolds({sides[0]}, {sides[1]}, {At(node.At)})) Op.AssertFails({again[0]}, {again[1]}, {Literals.String(node.Text)}, {At(node.At)});");
            return;
        }

        string test = Condition(node.Test, body);
        body.Line($"if (!{test}) throw Op.AssertionFailed({Literals.String(node.Text)}, {At(node.At)});");
    }

    /// <summary>
    /// A side that binds variables, as a method: when an assertion fails its sides are evaluated again, and a node that has places for
    /// variables can be emitted only once.
    /// </summary>
    private (string Code, string Captures)? SideOfAssertion(CoreNode side, MethodBody body)
    {
        if (!HasBindings(side))
        {
            return null;
        }

        (string a, string b) = CaptureArguments(CaptureRoots(side), body);
        return (ThunkMethod(side, body), $"{a}, {b}");
    }

    private static bool HasBindings(CoreNode node)
    {
        bool found = node is Let;
        if (!found && node is not Lambda)
        {
            node.ForEachChild(child => found = found || HasBindings(child));
        }

        return found;
    }

    /// <summary><c>a // b</c>: Nix evaluates and checks the right side before the left one.</summary>
    private string UpdateExpression(Binary node, MethodBody body)
    {
        bool leftWorks = !IsAtom(node.Left) && node.Left is not SetLiteral { Dynamic.Count: 0 };
        if (!leftWorks || node.Right is SetLiteral { Dynamic.Count: 0 })
        {
            // Op.Update evaluates a variable on the left when it has seen the right side.
            string[] sides = node.Left is VariableReference
                ? InOrder(body, () => Lazy(node.Left, body), Right)
                : Operands(body, node.Left, node.Right);
            return $"Op.Update({sides[0]}, {sides[1]}, {At(node.At)})";
        }

        string right = body.Names.Unique("right");
        string value = Right();
        body.Line($"NixAttrs {right} = Op.ForceAttrs({value}, {At(node.At)});");
        body.Effects++;
        return $"Op.Update({Strict(node.Left, body)}, {right}, {At(node.At)})";

        string Right() => IsAtom(node.Right) ? Lazy(node.Right, body) : Strict(node.Right, body);
    }

    private string BinaryExpression(Binary node, MethodBody body)
    {
        if (node.Kind == BinaryKind.Update)
        {
            return UpdateExpression(node, body);
        }

        string method = node.Kind switch
        {
            BinaryKind.Add => "Add",
            BinaryKind.Sub => "Sub",
            BinaryKind.Mul => "Mul",
            BinaryKind.Div => "Div",
            _ => "Concat",
        };
        // Nix coerces the left side of + before it evaluates the right one; a variable is evaluated by Op.Add.
        bool rightWorks = !IsAtom(node.Right) && !Language.Optimising.ForcedArguments.IsMade(node.Right);
        string[] sides = rightWorks && node.Kind == BinaryKind.Add && !IsAddend(node.Left)
            ? InOrder(body, () => $"Op.AddLeft({Strict(node.Left, body)}, {At(node.At)})", () => Strict(node.Right, body))
            : Operands(body, node.Left, node.Right);
        int at = node.Kind == BinaryKind.Add ? node.RightStart : node.At;
        return $"Op.{method}({sides[0]}, {sides[1]}, {At(at)})";
    }

    /// <summary>Whether something can be added to the value, whatever it is.</summary>
    private static bool IsAddend(CoreNode node) => node is
        Constant { Kind: ConstantKind.Int or ConstantKind.Float or ConstantKind.String or ConstantKind.Path }
        or Interpolation
        or Binary { Kind: BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul or BinaryKind.Div };

    private string InterpolationExpression(Interpolation node, MethodBody body)
    {
        bool path = !node.ForceString;
        CoreNode[] parts = node.Parts.Skip(path ? 1 : 0).ToArray();
        string convert = path ? "Op.PathPart" : "Op.StringPart";
        int[] starts = node.PartStarts.Skip(path ? 1 : 0).ToArray();
        string[] texts = InOrder(body, parts.Select<CoreNode, Func<string>>((p, i) => () => p is Constant { Kind: ConstantKind.String }
            ? Strict(p, body)
            : !path && TextOrInteger(p, body) is { } text ? text
            : $"{convert}({(IsAtom(p) ? Lazy(p, body) : Strict(p, body))}, {At(starts[i])})").ToArray());
        string list = string.Join(", ", texts);
        return path
            ? $"Op.InterpolatePath({At(node.At)}, {Strict(node.Parts[0], body)}, {list})"
            : $"Op.Interpolate({At(node.At)}, {list})";
    }

    /// <summary><c>${toString x}</c>: what comes out is a string, or an integer to be written as one.</summary>
    private string? TextOrInteger(CoreNode part, MethodBody body) =>
        part is Call { Function: BuiltinReference { Name: "toString" }, Arguments.Count: 1 } call
            ? BuiltinCall(call, BuiltinCatalog.Find("toString")! with { Method = "StringBuiltins.TextOrInteger" }, body)
            : null;

    /// <summary>Operands for a runtime method that forces them in their order: variables as they are, the rest evaluated.</summary>
    private string[] Operands(MethodBody body, params CoreNode[] nodes)
    {
        var emit = new Func<string>[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            CoreNode node = nodes[i];
            bool laterWorks = nodes.Skip(i + 1).Any(n => !IsAtom(n));
            emit[i] = () => node is VariableReference && !laterWorks ? Lazy(node, body) : Strict(node, body);
        }

        return InOrder(body, emit);
    }

    /// <summary>
    /// Emits expressions that C# evaluates from left to right. Where a later one needs lines before the statement,
    /// the earlier ones move into locals in front of those lines.
    /// </summary>
    private static string[] InOrder(MethodBody body, params Func<string>[] emit)
    {
        var results = new string[emit.Length];
        for (int i = 0; i < emit.Length; i++)
        {
            int effects = body.Effects, line = body.Lines.Count;
            results[i] = emit[i]();
            if (body.Effects == effects)
            {
                continue;
            }

            for (int j = 0; j < i; j++)
            {
                if (results[j].IndexOf('(') >= 0)
                {
                    string kept = body.Names.Unique("t");
                    body.Lines.Insert(line++, new string(' ', body.Indent * 4) + $"var {kept} = {results[j]};");
                    results[j] = kept;
                }
            }
        }

        return results;
    }

    private static bool IsAtom(CoreNode node) => Language.Optimising.ForcedArguments.IsAtom(node);
}
