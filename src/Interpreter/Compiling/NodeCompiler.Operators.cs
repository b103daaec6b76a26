using System;
using System.Linq;
using Tvix.Aot.Interpreter.Nodes;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Builtins;

namespace Tvix.Aot.Interpreter.Compiling;

/// <summary>Operators, strings, sets and selection.</summary>
internal sealed partial class NodeCompiler
{
    private Node BinaryOf(Binary b, Activation a)
    {
        Node left = Strict(b.Left, a), right = Strict(b.Right, a);
        int at = At(b.At);
        return b.Kind switch
        {
            BinaryKind.And => new AndNode(left, right, at),
            BinaryKind.Or => new OrNode(left, right, at),
            BinaryKind.Implies => new ImpliesNode(left, right, at),
            BinaryKind.Equal => new EqualNode(left, right, true),
            BinaryKind.NotEqual => new EqualNode(left, right, false),
            BinaryKind.Update => new UpdateNode(left, right, PlaceOf(b.Left), PlaceOf(b.Right)),
            BinaryKind.Concat => new ConcatNode(left, right, at),
            BinaryKind.Add => new AddNode(left, right, RightWorks(b), At(b.LeftStart), At(b.RightStart)),
            BinaryKind.Sub => new ArithmeticNode(Arithmetic.Sub, left, right, at),
            BinaryKind.Mul => new ArithmeticNode(Arithmetic.Mul, left, right, at),
            BinaryKind.Div => new ArithmeticNode(Arithmetic.Div, left, right, at),
            BinaryKind.Less => new LessNode(left, right, at),
            _ => throw new InvalidOperationException($"no node for {b.Kind}"),
        };
    }

    /// <summary>Evaluating the right side may fail: then what cannot be added to must have failed before.</summary>
    private static bool RightWorks(Binary b) =>
        b.Right is not (Constant or BuiltinReference or SetLiteral or ListLiteral or Lambda);

    private InterpolationNode InterpolationOf(Interpolation node, Activation a)
    {
        bool isPath = !node.ForceString;
        CoreNode[] parts = node.Parts.Skip(isPath ? 1 : 0).ToArray();
        bool[] texts = parts.Select(p => !isPath && p is Call { Function: BuiltinReference { Name: "toString" }, Arguments.Count: 1 }).ToArray();
        return new InterpolationNode(
            isPath ? Strict(node.Parts[0], a) : null,
            parts.Select((p, i) => texts[i] ? TextOrInteger((Call)p, a) : Strict(p, a)).ToArray(),
            texts,
            node.PartStarts.Skip(isPath ? 1 : 0).Select(At).ToArray(),
            At(node.At));
    }

    private Node TextOrInteger(Call call, Activation a) =>
        BuiltinCall(call, BuiltinCatalog.Find("toString")!, call.Arguments.ToArray(), a, isTail: false, BuiltinTable.TextOrInteger);

    private Node SetOf(SetLiteral node, Activation a)
    {
        if (node.Attrs.Count == 0 && node.Dynamic.Count == 0)
        {
            return new ConstantNode(NixAttrs.EmptyLiteral);
        }

        SetNode? written = node.Attrs.Count == 0 ? null : WrittenSet(node, a);
        if (node.Dynamic.Count == 0)
        {
            return written!;
        }

        return new DynamicSetNode(
            written, node.Dynamic.Select(d => new ComputedAttr(Strict(d.Name, a), Lazy(d.Value, a), At(d.At))).ToArray());
    }

    private SetNode WrittenSet(SetLiteral node, Activation a)
    {
        (int Symbol, Attr Attr)[] sorted = node.Attrs.Select(attr => (Symbols.Intern(attr.Name), attr)).OrderBy(p => p.Item1).ToArray();
        var shape = new Shape(Array.ConvertAll(sorted, s => s.Symbol), Array.ConvertAll(sorted, s => At(s.Attr.At)));
        return new SetNode(shape, Array.ConvertAll(sorted, s => Lazy(s.Attr.Value, a)));
    }

    private Node SelectOf(Select node, Activation a, bool isTail)
    {
        Node set = Strict(node.Set, a);
        PathStep[] path = Path(node.Path, a);
        return node.Fallback == null
            ? new SelectNode(set, path, At(node.At))
            : new SelectOrNode(set, path, Strict(node.Fallback, a, isTail), At(node.At));
    }

    private PathStep[] Path(System.Collections.Generic.IReadOnlyList<AttrName> path, Activation a) => path
        .Select(p => new PathStep(
            p.Name == null ? 0 : Symbols.Intern(p.Name), p.Computed == null ? null : Strict(p.Computed, a), p.Computed == null ? 0 : PlaceOf(p.Computed), p.Text))
        .ToArray();
}
