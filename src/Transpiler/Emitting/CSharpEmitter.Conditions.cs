using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Conditions: C# bools, so that tests and <c>&amp;&amp;</c> make no Nix values.</summary>
internal sealed partial class CSharpEmitter
{
    private static bool IsCondition(Binary node) => node.Kind is BinaryKind.And or BinaryKind.Or or BinaryKind.Implies
        or BinaryKind.Equal or BinaryKind.NotEqual or BinaryKind.Less;

    private string Condition(CoreNode node, MethodBody body)
    {
        if (UnboxedCondition(node, body) is { } unboxed)
        {
            return unboxed;
        }

        switch (node)
        {
            case Constant { Kind: ConstantKind.Bool } c: return (bool)c.Value! ? "true" : "false";
            case Not n: return "!" + Condition(n.Operand, body);
            case HasAttr h: return HasAttrCondition(h, body);
            case Binary { Kind: BinaryKind.And } b: return ShortCircuit(b, "&&", "", body);
            case Binary { Kind: BinaryKind.Or } b: return ShortCircuit(b, "||", "!", body);
            case Binary { Kind: BinaryKind.Implies } b: return ShortCircuit(b, "||", "", body, negateLeft: true);
            case Binary { Kind: BinaryKind.Equal } b: return Compare("Equal", b, body);
            case Binary { Kind: BinaryKind.NotEqual } b: return "!" + Compare("Equal", b, body);
            case Binary { Kind: BinaryKind.Less } b:
                string[] sides = Operands(body, b.Left, b.Right);
                return $"Op.Less({sides[0]}, {sides[1]}, {At(b.At)})";
            case Assert a:
                EmitAssert(a, body);
                return Condition(a.Body, body);
            case VariableReference r: return $"Op.IsTrue({Lazy(r, body)}, {At(node.At)})";
            case If i when i.Then is Constant { Kind: ConstantKind.Bool } || i.Else is Constant { Kind: ConstantKind.Bool }:
                return IfCondition(i, body);
            default: return $"Op.IsTrue({Strict(node, body)}, {At(node.At)})";
        }
    }

    private string Compare(string method, Binary node, MethodBody body)
    {
        string[] sides = Operands(body, node.Left, node.Right);
        return $"Op.{method}({sides[0]}, {sides[1]})";
    }

    private string IfCondition(If node, MethodBody body)
    {
        string test = Condition(node.Test, body);
        string then = "", otherwise = "";
        List<string> thenLines = body.Nested(() => then = Condition(node.Then, body));
        List<string> elseLines = body.Nested(() => otherwise = Condition(node.Else, body));
        if (thenLines.Count == 0 && elseLines.Count == 0)
        {
            return $"({test} ? {then} : {otherwise})";
        }

        string result = body.Names.Unique("c");
        body.Line($"bool {result};");
        body.Block($"if ({test})", WithLast(thenLines, body, $"{result} = {then};"));
        body.Block("else", WithLast(elseLines, body, $"{result} = {otherwise};"));
        body.Effects++;
        return result;
    }

    private string ShortCircuit(Binary node, string op, string enter, MethodBody body, bool negateLeft = false)
    {
        string left = (negateLeft ? "!" : "") + Condition(node.Left, body);
        string right = "";
        List<string> lines = body.Nested(() => right = Condition(node.Right, body));
        if (lines.Count == 0)
        {
            return $"({left} {op} {right})";
        }

        string result = body.Names.Unique("c");
        body.Line($"bool {result} = {left};");
        string go = op == "&&" ? result : "!" + result;
        body.Block($"if ({go})", WithLast(lines, body, $"{result} = {right};"));
        body.Effects++;
        return result;
    }

    private string HasAttrCondition(HasAttr node, MethodBody body)
    {
        string set = SetOf(node.Set, node.Path, body);
        for (int i = 0; i < node.Path.Count - 1; i++)
        {
            set = Step(set, node.Path[i], "TryAttributeComputed", body);
        }

        AttrName last = node.Path[node.Path.Count - 1];
        if (last.Name != null)
        {
            return $"Op.HasAttr({set}, {_pool.Symbol(last.Name)})";
        }

        string[] parts = InOrder(body, () => set, () => Lazy(last.Computed!, body));
        return $"Op.HasAttrComputed({parts[0]}, {parts[1]}, {At(last.At)})";
    }

    /// <summary>One step of a path that may be missing: the value as it lies there, or null.</summary>
    /// <param name="computed">The method for a name that is computed.</param>
    private string Step(string set, AttrName name, string computed, MethodBody body)
    {
        if (name.Name != null)
        {
            return $"Op.TrySelect({set}, {_pool.Symbol(name.Name)}, ref {_pool.Hint(name.Name)})";
        }

        string[] parts = InOrder(body, () => set, () => Lazy(name.Computed!, body));
        return $"Op.{computed}({parts[0]}, {parts[1]}, {At(name.At)})";
    }
}
