using System;
using System.Linq;
using Tvix.Aot.Interpreter.Nodes;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Builtins;

namespace Tvix.Aot.Interpreter.Compiling;

/// <summary>Operators, strings, sets and selection.</summary>
internal sealed partial class NodeCompiler
{
    private Node BinaryOf(Binary b, Activation a)
    {
        // Some operators are builtins for Nix.
        bool isBuiltin = b.Kind is BinaryKind.Sub or BinaryKind.Mul or BinaryKind.Div or BinaryKind.Less;
        Node Side(CoreNode side) => isBuiltin ? Placeless(side, a) : Strict(side, a);
        Node left = Side(b.Left), right = Side(b.Right);
        int at = At(b.At);
        return b.Kind switch
        {
            BinaryKind.And => new AndNode(left, right, at),
            BinaryKind.Or => new OrNode(left, right, at),
            BinaryKind.Implies => new ImpliesNode(left, right, at),
            BinaryKind.Equal => new EqualNode(left, right, true),
            BinaryKind.NotEqual => new EqualNode(left, right, false),
            BinaryKind.Update when IsOverrides(b) => new OverridesNode(left, right),
            BinaryKind.Update => new UpdateNode(left, right, PlaceOf(b.Left), PlaceOf(b.Right)),
            BinaryKind.Concat => new ConcatNode(left, right, at),
            BinaryKind.Add => new AddNode(left, right, RightWorks(b), at, At(b.LeftStart), At(b.RightStart)),
            BinaryKind.Sub => new ArithmeticNode(Arithmetic.Sub, left, right, at),
            BinaryKind.Mul => new ArithmeticNode(Arithmetic.Mul, left, right, at),
            BinaryKind.Div => new ArithmeticNode(Arithmetic.Div, left, right, at),
            BinaryKind.Less => new LessNode(left, right, at),
            _ => throw new InvalidOperationException($"no node for {b.Kind}"),
        };
    }

    /// <summary>What the binder makes of a set with <c>__overrides</c>: both sides stand where the set begins.</summary>
    private static bool IsOverrides(Binary b) =>
        b.Left is SetLiteral && b.Right is VariableReference { Variable.Name: "__overrides" } && b.Right.At == b.At && b.Left.At == b.At;

    /// <summary>Evaluating the right side may fail: then what cannot be added to must have failed before.</summary>
    private static bool RightWorks(Binary b) =>
        b.Right is not (Constant or BuiltinReference) && !ForcedArguments.IsMade(b.Right);

    private InterpolationNode InterpolationOf(Interpolation node, Activation a)
    {
        int from = node.ForceString ? 0 : 1;
        Node? path = from == 0 ? null : Strict(node.Parts[0], a);
        var parts = new Node[node.Parts.Count - from];
        var texts = new bool[parts.Length];
        var places = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            CoreNode part = node.Parts[from + i];
            texts[i] = from == 0 && part is Call { Function: BuiltinReference { Name: "toString" }, Arguments.Count: 1 };
            parts[i] = texts[i] ? TextOrInteger((Call)part, a) : Strict(part, a);
            places[i] = At(node.PartStarts[from + i]);
        }

        return new InterpolationNode(path, parts, texts, places, At(node.At));
    }

    private Node TextOrInteger(Call call, Activation a) =>
        BuiltinCall(call, BuiltinCatalog.Find("toString")!, Leading(call.Arguments, 1), a, isTail: false, BuiltinTable.TextOrInteger);

    private Node SetOf(SetLiteral node, Activation a)
    {
        if (node.Attrs.Count == 0 && node.Dynamic.Count == 0)
        {
            return new ConstantNode(_keepsThunks ? NixAttrs.Empty : NixAttrs.EmptyLiteral);
        }

        SetNode? written = node.Attrs.Count == 0 ? null : WrittenSet(node, a);
        if (node.Dynamic.Count == 0)
        {
            return written!;
        }

        var computed = new ComputedAttr[node.Dynamic.Count];
        for (int i = 0; i < computed.Length; i++)
        {
            DynamicAttr attr = node.Dynamic[i];
            Node name = Strict(attr.Name, a), value = Lazy(attr.Value, a);
            computed[i] = new ComputedAttr(name, value, At(attr.At), ((value is DelayedNode delayed ? delayed.Inner : value) as LambdaNode)?.Info);
        }

        return new DynamicSetNode(written, computed);
    }

    private SetNode WrittenSet(SetLiteral node, Activation a)
    {
        var keys = new int[node.Attrs.Count];
        var order = new int[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            (keys[i], order[i]) = (Symbols.Intern(node.Attrs[i].Name), i);
        }

        Array.Sort(keys, order);
        var positions = new int[keys.Length];
        var values = new Node[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            Attr attr = node.Attrs[order[i]];
            positions[i] = At(attr.At);
            values[i] = Lazy(attr.Value, a);
        }

        return new SetNode(new Shape(keys, positions), values);
    }

    private Node SelectOf(Select node, Activation a, bool isTail)
    {
        Node set = Strict(node.Set, a);
        PathStep[] path = Path(node.Path, a);
        return node.Fallback == null
            ? new SelectNode(set, path, At(node.At))
            : new SelectOrNode(set, path, Strict(node.Fallback, a, isTail), At(node.At));
    }

    private PathStep[] Path(System.Collections.Generic.IReadOnlyList<AttrName> path, Activation a)
    {
        var steps = new PathStep[path.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            AttrName step = path[i];
            steps[i] = step.Computed == null
                ? new PathStep(step.Name == null ? 0 : Symbols.Intern(step.Name), null, 0, step.Text)
                : new PathStep(0, Strict(step.Computed, a), PlaceOf(step.Computed), step.Text);
        }

        return steps;
    }
}
