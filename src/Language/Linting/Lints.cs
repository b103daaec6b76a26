using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Language.Linting;

/// <summary>
/// Warnings about code that is right but probably not meant: NIX3001 a binding that nothing uses, NIX3002 a name that an enclosing
/// <c>with</c> cannot provide although it may look so, because a variable or builtin of the same name wins.
/// </summary>
public sealed class Lints
{
    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly HashSet<Variable> _used = new();
    private readonly List<Variable> _bound = new();

    private Lints(SourceText source, DiagnosticBag diagnostics)
    {
        _source = source;
        _diagnostics = diagnostics;
    }

    /// <summary>Reports on a bound tree, before any pass has changed it.</summary>
    public static void Run(CoreNode root, SourceText source, DiagnosticBag diagnostics)
    {
        var lints = new Lints(source, diagnostics);
        lints.Visit(root);
        foreach (Variable unused in lints._bound.Where(v => !lints._used.Contains(v)).OrderBy(v => v.At))
        {
            diagnostics.Add(new Diagnostic("NIX3001", source, unused.At, lints.Unused(unused), IsError: false));
        }
    }

    private string Unused(Variable v) => v.Kind switch
    {
        VariableKind.With => "nothing is looked up in this 'with'",
        VariableKind.Parameter => $"the argument '{v.Name}' is not used",
        _ => $"the binding '{v.Name}' is not used",
    };

    private void Visit(CoreNode node)
    {
        switch (node)
        {
            case VariableReference r:
                _used.Add(r.Variable);
                break;
            case WithReference w:
                _used.UnionWith(w.Scopes);
                break;
            case Let let:
                VisitLet(let);
                break;
            case Lambda { Parameters: { } parameters }:
                // Formals say what a function takes, used or not; the name of the whole set is for the function's own use.
                _bound.AddRange(parameters.Where(p => p.Formals != null && p.IsNamed).Select(p => p.Variable));
                break;
        }

        node.ForEachChild(Visit);
    }

    private void VisitLet(Let let)
    {
        bool isRecursiveSet = let.Body is SetLiteral set
            && let.Bindings.Any(b => b.Variable.Kind == VariableKind.Let)
            && let.Bindings.Where(b => b.Variable.Kind == VariableKind.Let).All(b => set.Attrs.Any(a => a.Value is VariableReference r && r.Variable == b.Variable));
        if (!isRecursiveSet)
        {
            _bound.AddRange(let.Bindings.Select(b => b.Variable).Where(IsWritten));
        }

        foreach (Core.Binding binding in let.Bindings.Where(b => b.Variable.Kind == VariableKind.With))
        {
            CheckShadowing(binding, let.Body);
        }
    }

    // By custom a name that begins with an underscore is not meant to be used.
    private static bool IsWritten(Variable v) => v.Kind != VariableKind.InheritSource && !v.Name.StartsWith("_", System.StringComparison.Ordinal);

    /// <summary><c>with { a = 1; }; a</c> where an outer <c>a</c> exists: the outer one is meant, whatever the set has.</summary>
    private void CheckShadowing(Core.Binding with, CoreNode body)
    {
        if (with.Value is not SetLiteral known)
        {
            return;
        }

        void Look(CoreNode node)
        {
            string? name = node switch
            {
                VariableReference { Variable: { Kind: not (VariableKind.With or VariableKind.InheritSource) } v } when v.At < with.Variable.At => v.Name,
                BuiltinReference b => b.Name,
                _ => null,
            };
            if (name != null && known.Attrs.Any(a => a.Name == name))
            {
                _diagnostics.Add(new Diagnostic(
                    "NIX3002", _source, node.At, $"'{name}' is the one that is bound outside of this 'with', not the attribute of its set", IsError: false));
            }

            node.ForEachChild(Look);
        }

        Look(body);
    }
}
