using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Syntax;

namespace Tvix.Aot.Language.Binding;

/// <summary>Sets, <c>rec</c>, <c>let</c> and <c>inherit</c>.</summary>
public sealed partial class Binder
{
    /// <summary>Which item is bound as number <paramref name="n"/>.</summary>
    private int PlaceOf<T>(int n, IReadOnlyList<T> items, Func<T, string> name) => _isOrdered ? _order.Value.PlaceOf(n, items, name) : n;

    private CoreNode BindSet(AttrSetSyntax set, Scope scope) =>
        set.IsRecursive ? BindRecursiveSet(set, scope) : BindPlainSet(set, scope);

    private CoreNode BindPlainSet(AttrSetSyntax set, Scope scope)
    {
        // inherit (e): e is evaluated at most once, in a variable without a name.
        var sources = new Core.Binding[set.Sources.Count];
        Variable[] variables = BindSources(set, scope, sources);
        var attrs = new Attr[set.Attrs.Count];
        for (int n = 0; n < attrs.Length; n++)
        {
            int i = PlaceOf(n, set.Attrs, static a => a.Name);
            AttrSyntax attr = set.Attrs[i];
            attrs[i] = new Attr(attr.Name, attr.At, BindAttr(attr, variables, scope, scope));
        }

        CoreNode literal = new SetLiteral(set.At, attrs, BindDynamic(set, scope));
        return sources.Length == 0 ? literal : new Let(set.At, sources, literal);
    }

    private Variable[] BindSources(AttrSetSyntax set, Scope scope, Core.Binding[] into)
    {
        if (set.Sources.Count == 0)
        {
            return Array.Empty<Variable>();
        }

        var variables = new Variable[set.Sources.Count];
        for (int i = 0; i < variables.Length; i++)
        {
            variables[i] = new Variable("inherit", set.Sources[i].At, VariableKind.InheritSource);
            into[i] = new Core.Binding(variables[i], Bind(set.Sources[i], scope));
        }

        return variables;
    }

    private CoreNode BindAttr(AttrSyntax attr, Variable[] sources, Scope inner, Scope outer) => attr.Kind switch
    {
        AttrKind.Inherited => Bind(attr.Value, outer),
        AttrKind.InheritedFrom => new Select(
            attr.At, new VariableReference(attr.At, sources[attr.Source]), new[] { new AttrName(attr.At, attr.Name, null) }, null),
        _ => Bind(attr.Value, inner, attr.Name),
    };

    private DynamicAttr[] BindDynamic(AttrSetSyntax set, Scope scope) => set.Dynamic.Count == 0
        ? Array.Empty<DynamicAttr>()
        : set.Dynamic.Select(d => new DynamicAttr(d.At, Bind(d.Name, scope), Bind(d.Value, scope))).ToArray();

    /// <summary>Declares the names of a set in a new scope and binds their values in it.</summary>
    private (Scope Inner, Core.Binding[] Bindings) BindGroup(AttrSetSyntax set, Scope scope)
    {
        var inner = new Scope(scope);
        var variables = new Variable[set.Attrs.Count];
        for (int i = 0; i < variables.Length; i++)
        {
            variables[i] = new Variable(set.Attrs[i].Name, set.Attrs[i].At, VariableKind.Let);
            inner.Declare(variables[i]);
        }

        var bindings = new Core.Binding[set.Sources.Count + variables.Length];
        Variable[] sources = BindSources(set, inner, bindings);
        for (int n = 0; n < variables.Length; n++)
        {
            int i = PlaceOf(n, set.Attrs, static a => a.Name);
            bindings[sources.Length + i] = new Core.Binding(variables[i], BindAttr(set.Attrs[i], sources, inner, scope));
        }

        return (inner, bindings);
    }

    private CoreNode BindLet(LetSyntax node, Scope scope)
    {
        (Scope inner, Core.Binding[] bindings) = BindGroup(node.Bindings, scope);
        CoreNode body = Bind(node.Body, inner);
        // Without bindings it is evaluated later all the same.
        return new Let(node.At, InOrder(bindings), body);
    }

    /// <summary>
    /// Where a variable is another one of the group, Nix has its value already or not yet, by the order of the symbols: all of them in that order,
    /// behind the sources.
    /// </summary>
    private Core.Binding[] InOrder(Core.Binding[] bindings)
    {
        if (!Array.Exists(bindings, b => b.Value is VariableReference))
        {
            return bindings;
        }

        var group = new HashSet<Variable>(bindings.Select(b => b.Variable));
        return bindings.Any(b => b.Value is VariableReference r && group.Contains(r.Variable))
            ? bindings.OrderBy(b => b.Variable.Kind == VariableKind.InheritSource ? -1 : _order.Value.RankOf(b.Variable.Name)).ToArray()
            : bindings;
    }

    private CoreNode BindRecursiveSet(AttrSetSyntax set, Scope scope)
    {
        if (set.Find("__overrides") != null)
        {
            return BindOverrides(set, scope);
        }

        (Scope inner, Core.Binding[] bindings) = BindGroup(set, scope);
        var literal = new SetLiteral(set.At, References(set, bindings), BindDynamic(set, inner));
        return bindings.Length == 0 ? literal : new Let(set.At, InOrder(bindings), literal);
    }

    /// <summary>Each attribute is its variable, so that both share one thunk.</summary>
    private static Attr[] References(AttrSetSyntax set, Core.Binding[] bindings)
    {
        var references = new Attr[set.Attrs.Count];
        int offset = bindings.Length - references.Length;
        for (int i = 0; i < references.Length; i++)
        {
            AttrSyntax attr = set.Attrs[i];
            references[i] = new Attr(attr.Name, attr.At, new VariableReference(attr.At, bindings[offset + i].Variable));
        }

        return references;
    }

    /// <summary>
    /// <c>rec { a = e; __overrides = o; }</c>: o is evaluated with the set, its values win over the written ones,
    /// for the other attributes as well. Each name becomes <c>o.a or e</c>, and the result is <c>{ … } // o</c>.
    /// </summary>
    private CoreNode BindOverrides(AttrSetSyntax set, Scope scope)
    {
        (Scope inner, Core.Binding[] bindings) = BindGroup(set, scope);
        int offset = bindings.Length - set.Attrs.Count;
        Variable overrides = bindings.Single(b => b.Variable.Name == "__overrides" && b.Variable.Kind == VariableKind.Let).Variable;
        CoreNode Overrides(int at) => new VariableReference(at, overrides);
        for (int i = offset; i < bindings.Length; i++)
        {
            Core.Binding written = bindings[i];
            if (written.Variable != overrides)
            {
                int at = written.Variable.At;
                var name = new AttrName(at, written.Variable.Name, null);
                bindings[i] = written with { Value = new Select(at, Overrides(at), new[] { name }, written.Value) };
            }
        }

        var literal = new SetLiteral(set.At, References(set, bindings), BindDynamic(set, inner));
        CoreNode merged = new Binary(set.At, BinaryKind.Update, literal, Overrides(set.At));
        return new Let(set.At, bindings, merged);
    }

    private Lambda BindLambda(LambdaSyntax node, Scope scope, string? name)
    {
        var inner = new Scope(scope);
        var argument = new Variable(node.Parameter ?? "args", node.At, VariableKind.Parameter);
        if (node.Parameter != null)
        {
            inner.Declare(argument);
        }

        Formals? formals = null;
        if (node.Formals != null)
        {
            formals = BindFormals(node.Formals, inner);
        }

        // The name is also that of the function that it returns (ExprLambda::setName).
        return new Lambda(node.At, name, new[] { new Parameter(argument, formals, node.Parameter != null) }, Bind(node.Body, inner, name));
    }

    private Formals BindFormals(FormalsSyntax formals, Scope inner)
    {
        var variables = new Variable[formals.Items.Count];
        for (int i = 0; i < variables.Length; i++)
        {
            variables[i] = new Variable(formals.Items[i].Name, formals.Items[i].At, VariableKind.Formal);
            inner.Declare(variables[i]);
        }

        var items = new Formal[variables.Length];
        for (int n = 0; n < items.Length; n++)
        {
            int i = PlaceOf(n, formals.Items, static f => f.Name);
            FormalSyntax formal = formals.Items[i];
            items[i] = new Formal(formal.Name, formal.At, variables[i], formal.Default == null ? null : Bind(formal.Default, inner));
        }

        return new Formals(items, formals.Ellipsis);
    }
}
