using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Language.Optimising;

/// <summary><c>builtins.map</c>, <c>with builtins; map</c> and variables that are them: the builtin itself.</summary>
internal sealed class StaticBuiltins
{
    private readonly Dictionary<Variable, BuiltinReference> _aliases = new();
    private readonly Func<CoreNode, CoreNode> _visit;

    private StaticBuiltins() => _visit = Visit;

    public static CoreNode Run(CoreNode node) => new StaticBuiltins().Visit(node);

    private CoreNode Visit(CoreNode node)
    {
        switch (node)
        {
            case Let let: return VisitLet(let);
            case VariableReference r when _aliases.TryGetValue(r.Variable, out BuiltinReference? target) && target.Name != "builtins":
                return target with { At = r.At };
            case WithReference w: return VisitWith(w);
        }

        CoreNode mapped = node.Map(_visit);
        if (mapped is Select { Path: { Count: >= 1 } path } select && IsBuiltins(select.Set)
            && path[0].Name is { } name && BuiltinCatalog.IsStatic(name))
        {
            var found = new BuiltinReference(select.At, name);
            return path.Count == 1 ? found : new Select(select.At, found, path.Skip(1).ToArray(), select.Fallback);
        }

        return mapped is Call { Function: BuiltinReference f, Arguments: { Count: 2 } args } call && Binary.OperatorOf(f.Name) is { } op
            ? new Binary(call.At, op, args[0], args[1])
            : mapped;
    }

    private bool IsBuiltins(CoreNode node) =>
        node is BuiltinReference { Name: "builtins" }
        || (node is VariableReference r && _aliases.TryGetValue(r.Variable, out BuiltinReference? b) && b.Name == "builtins");

    private CoreNode VisitLet(Let let)
    {
        // inherit (builtins) a b; and with builtins; are bindings like any other here.
        foreach (Core.Binding binding in let.Bindings)
        {
            if (binding.Value is BuiltinReference alias)
            {
                _aliases[binding.Variable] = alias;
            }
        }

        foreach (Core.Binding binding in let.Bindings)
        {
            if (binding.Value is Select { Path: { Count: 1 } path } select && IsBuiltins(select.Set)
                && path[0].Name is { } name && BuiltinCatalog.IsStatic(name))
            {
                _aliases[binding.Variable] = new BuiltinReference(select.At, name);
            }
        }

        return let.Map(_visit);
    }

    private CoreNode VisitWith(WithReference node)
    {
        // Only the innermost scope may be taken: any other one could hide the name.
        bool known = _aliases.TryGetValue(node.Scopes[0], out BuiltinReference? scope) && scope.Name == "builtins";
        return known && BuiltinCatalog.IsStatic(node.Name) ? new BuiltinReference(node.At, node.Name) : node;
    }
}
