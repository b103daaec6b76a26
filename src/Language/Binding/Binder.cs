using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Language.Syntax;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Language.Binding;

/// <summary>
/// Syntax to core: resolves every name (innermost lexical scope, then the outermost scope of builtins, then
/// <c>with</c>), and removes <c>rec</c>, <c>inherit</c>, <c>with</c> and the operators that are names.
/// </summary>
public sealed partial class Binder
{
    private static readonly object s_true = true;
    private static readonly object s_false = false;

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly Func<string, bool> _isGlobal;
    private readonly Lazy<BindingOrder> _order;
    private readonly bool _isOrdered;

    /// <param name="isOrdered">Names are bound in Nix's order, not in that of the text.</param>
    private Binder(SourceText source, DiagnosticBag diagnostics, Func<string, bool> isGlobal, Lazy<BindingOrder> order, bool isOrdered)
    {
        _source = source;
        _diagnostics = diagnostics;
        _isGlobal = isGlobal;
        _order = order;
        _isOrdered = isOrdered;
    }

    /// <summary>Binds a whole file. Undefined variables are reported as NIX2001; the first of them is the one that Nix reports.</summary>
    /// <param name="names">The names of the file in the order of their first occurrence.</param>
    public static CoreNode Bind(SyntaxNode root, IReadOnlyList<string> names, SourceText source, DiagnosticBag diagnostics, ParseOptions options)
    {
        bool IsGlobal(string name) => BuiltinCatalog.IsGlobal(name, options.Features);
        var found = new DiagnosticBag();
        var order = new Lazy<BindingOrder>(() => new BindingOrder(options.NamesBefore?.Invoke(), names));
        CoreNode bound = new Binder(source, found, IsGlobal, order, isOrdered: false).Bind(root, new Scope(null));
        if (found.Items.Count > 1)
        {
            // Which is first only matters where there are several: then Nix's order is found out.
            var ordered = new DiagnosticBag();
            new Binder(source, ordered, IsGlobal, order, isOrdered: true).Bind(root, new Scope(null));
            diagnostics.Add(ordered.Items[0]);
        }

        foreach (Diagnostic diagnostic in found.Items)
        {
            diagnostics.Add(diagnostic);
        }

        return bound;
    }

    private CoreNode Bind(SyntaxNode node, Scope scope, string? name = null)
    {
        switch (node)
        {
            case IntSyntax n: return new Constant(n.At, ConstantKind.Int, n.Value);
            case FloatSyntax n: return new Constant(n.At, ConstantKind.Float, n.Value);
            case StringSyntax n: return new Constant(n.At, ConstantKind.String, n.Value);
            case PathSyntax n: return new Constant(n.At, ConstantKind.Path, n.Value);
            case CurPosSyntax n: return new CurrentPosition(n.At);
            case NameSyntax n: return BindName(n, scope);
            case ListSyntax n: return new ListLiteral(n.At, BindAll(n.Items, scope));
            case AttrSetSyntax n: return BindSet(n, scope);
            case SelectSyntax n:
                return BindSelect(n, scope);
            case HasAttrSyntax n: return new HasAttr(n.At, Bind(n.Set, scope), BindPath(n.Path, scope));
            case LambdaSyntax n: return BindLambda(n, scope, name);
            case LetSyntax n: return BindLet(n, scope);
            case WithSyntax n: return BindWith(n, scope);
            case CallSyntax n: return BindCall(n, scope);
            default: return BindControl(node, scope);
        }
    }

    private CoreNode BindControl(SyntaxNode node, Scope scope)
    {
        switch (node)
        {
            case IfSyntax n: return new If(n.At, Bind(n.Test, scope), Bind(n.Then, scope), Bind(n.Else, scope));
            case AssertSyntax n:
                CoreNode test = Bind(n.Test, scope);
                return new Assert(n.At, test, Bind(n.Body, scope), SyntaxPrinter.Print(n.Test), test is Binary { Kind: BinaryKind.Equal });
            case NotSyntax n: return new Not(n.At, Bind(n.Operand, scope));
            case BinarySyntax n: return new Binary(n.At, KindOf(n.Operator), Bind(n.Left, scope), Bind(n.Right, scope));
            case ConcatSyntax { ForceString: false, Parts: { Count: 2 } } n when n.At > n.Parts[0].At:
                return new Binary(n.At, BinaryKind.Add, Bind(n.Parts[0], scope), Bind(n.Parts[1], scope), n.PartStarts[0], n.PartStarts[1]);
            case ConcatSyntax n: return new Interpolation(n.At, n.ForceString, BindAll(n.Parts, scope), n.PartStarts);
            default: throw new InvalidOperationException(node.GetType().Name);
        }
    }

    private static BinaryKind KindOf(BinaryOperator op) => op switch
    {
        BinaryOperator.Equal => BinaryKind.Equal,
        BinaryOperator.NotEqual => BinaryKind.NotEqual,
        BinaryOperator.And => BinaryKind.And,
        BinaryOperator.Or => BinaryKind.Or,
        BinaryOperator.Implies => BinaryKind.Implies,
        BinaryOperator.Update => BinaryKind.Update,
        _ => BinaryKind.Concat,
    };

    private CoreNode[] BindAll(IReadOnlyList<SyntaxNode> nodes, Scope scope)
    {
        var bound = new CoreNode[nodes.Count];
        for (int i = 0; i < bound.Length; i++)
        {
            bound[i] = Bind(nodes[i], scope);
        }

        return bound;
    }

    private AttrName[] BindPath(IReadOnlyList<AttrNameSyntax> path, Scope scope)
    {
        var bound = new AttrName[path.Count];
        for (int i = 0; i < bound.Length; i++)
        {
            AttrNameSyntax step = path[i];
            bound[i] = step.Computed == null
                ? new AttrName(step.At, step.Name, null)
                : new AttrName(step.At, step.Name, Bind(step.Computed, scope), SyntaxPrinter.Print(step.Computed));
        }

        return bound;
    }

    private Select BindSelect(SelectSyntax node, Scope scope)
    {
        CoreNode set = Bind(node.Set, scope);
        CoreNode? fallback = node.Fallback == null ? null : Bind(node.Fallback, scope);
        return new Select(node.At, set, BindPath(node.Path, scope), fallback);
    }

    private CoreNode BindName(NameSyntax node, Scope scope)
    {
        List<Variable>? withs = null;
        if (scope.Find(node.Name, ref withs) is { } variable)
        {
            return new VariableReference(node.At, variable);
        }

        if (_isGlobal(node.Name))
        {
            return Global(node.At, node.Name);
        }

        if (withs != null)
        {
            return new WithReference(node.At, node.Name, withs);
        }

        _diagnostics.Add(new Diagnostic(
            "NIX2001", _source, node.At, $"undefined variable '{StringLiteral.AttrName(node.Name)}'",
            Suggestion: NameSuggestions.Near(scope.Names().Concat(BuiltinCatalog.Globals), node.Name)));
        return new Constant(node.At, ConstantKind.Null, null);
    }

    private static CoreNode Global(int at, string name) => name switch
    {
        "true" => new Constant(at, ConstantKind.Bool, s_true),
        "false" => new Constant(at, ConstantKind.Bool, s_false),
        "null" => new Constant(at, ConstantKind.Null, null),
        _ => new BuiltinReference(at, name.StartsWith("__", StringComparison.Ordinal) ? name.Substring(2) : name),
    };

    /// <summary>A call; <c>__sub</c> and its like become operators where the builtin is meant.</summary>
    private CoreNode BindCall(CallSyntax node, Scope scope)
    {
        CoreNode function = Bind(node.Function, scope);
        CoreNode[] arguments = BindAll(node.Arguments, scope);
        if (function is BuiltinReference builtin && arguments.Length == 2 && Binary.OperatorOf(builtin.Name) is { } op)
        {
            return new Binary(node.At, op, arguments[0], arguments[1]);
        }

        return new Call(node.At, function, arguments);
    }

    private CoreNode BindWith(WithSyntax node, Scope scope)
    {
        CoreNode set = Bind(node.Set, scope);
        var variable = new Variable("with", node.At, VariableKind.With);
        CoreNode body = Bind(node.Body, new Scope(scope, variable));
        return new Let(node.At, new[] { new Core.Binding(variable, set) }, body);
    }
}
