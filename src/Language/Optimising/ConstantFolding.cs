using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Language.Optimising;

/// <summary>
/// Operators on literals, with the runtime's own arithmetic. What would fail is left for run time. <c>{ … } // { … }</c> is one set, also where an
/// update of the second one follows: <c>//</c> groups to the right.
/// </summary>
internal static class ConstantFolding
{
    public static CoreNode Run(CoreNode node)
    {
        // The message of a failed comparison shows both sides.
        CoreNode mapped = node is Assert { Comparison: { } test } assertion
            ? assertion with { Test = test.Map(Run), Body = Run(assertion.Body) }
            : node.Map(Run);
        return mapped switch
        {
            Not { Operand: Constant { Kind: ConstantKind.Bool, Value: bool b } } n => Bool(n.Operand.At, !b),
            If { Test: Constant { Kind: ConstantKind.Bool, Value: bool b } } n when (b ? n.Then : n.Else) is Constant c => c with { At = n.At, Folded = true },
            Binary { Left: Constant left, Right: Constant right } n => Fold(n, left, right),
            Binary { Kind: BinaryKind.Update, Left: SetLiteral left, Right: SetLiteral right } n => Union(left, right) ?? (CoreNode)n,
            Binary { Kind: BinaryKind.Update, Left: SetLiteral left, Right: Binary { Kind: BinaryKind.Update, Left: SetLiteral next } rest } n =>
                Union(left, next) is { } all ? rest with { Left = all } : n,
            Interpolation { ForceString: true } n => Join(n),
            _ => mapped,
        };
    }

    private static Constant Bool(int at, bool value) => new(at, ConstantKind.Bool, value, Folded: true);

    private static CoreNode Fold(Binary node, Constant left, Constant right)
    {
        if (left.Value is bool p && right.Value is bool q)
        {
            return node.Kind switch
            {
                BinaryKind.And => Bool(node.At, p && q),
                BinaryKind.Or => Bool(node.At, p || q),
                BinaryKind.Implies => Bool(node.At, !p || q),
                BinaryKind.Equal => Bool(node.At, p == q),
                BinaryKind.NotEqual => Bool(node.At, p != q),
                _ => node,
            };
        }

        if (left.Value is string s && right.Value is string t && left.Kind == ConstantKind.String && right.Kind == ConstantKind.String)
        {
            return node.Kind switch
            {
                BinaryKind.Add => new Constant(node.At, ConstantKind.String, s + t, Folded: true),
                BinaryKind.Equal => Bool(node.At, s == t),
                BinaryKind.NotEqual => Bool(node.At, s != t),
                _ => node,
            };
        }

        return left.Value is long a && right.Value is long b ? FoldInts(node, a, b) : node;
    }

    private static CoreNode FoldInts(Binary node, long a, long b)
    {
        long result = 0;
        bool ok = node.Kind switch
        {
            BinaryKind.Add => NixMath.TryAdd(a, b, out result),
            BinaryKind.Sub => NixMath.TrySub(a, b, out result),
            BinaryKind.Mul => NixMath.TryMul(a, b, out result),
            BinaryKind.Div => NixMath.TryDiv(a, b, out result),
            _ => false,
        };
        if (ok)
        {
            return new Constant(node.At, ConstantKind.Int, result, Folded: true);
        }

        return node.Kind switch
        {
            BinaryKind.Less => Bool(node.At, a < b),
            BinaryKind.Equal => Bool(node.At, a == b),
            BinaryKind.NotEqual => Bool(node.At, a != b),
            _ => node,
        };
    }

    // To evaluate what computes names may fail, and an empty set is printed as a value where two of them would be a thunk.
    private static SetLiteral? Union(SetLiteral left, SetLiteral right)
    {
        if (left.Dynamic.Count + right.Dynamic.Count > 0 || left.Attrs.Count + right.Attrs.Count == 0)
        {
            return null;
        }

        var names = new HashSet<string>(right.Attrs.Select(a => a.Name), StringComparer.Ordinal);
        return left with { Attrs = left.Attrs.Where(a => !names.Contains(a.Name)).Concat(right.Attrs).ToArray() };
    }

    private static CoreNode Join(Interpolation node)
    {
        if (node.Parts.All(p => p is Constant { Kind: ConstantKind.String }))
        {
            IEnumerable<string> texts = node.Parts.Select(p => (string)((Constant)p).Value!);
            return new Constant(node.TextAt, ConstantKind.String, string.Concat(texts), Folded: true);
        }

        return node;
    }
}
