using System.Collections.Generic;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Transpiler.Closures;

/// <summary>The variables that a node uses and does not bind, in the order of their first use; computed once for each node.</summary>
internal sealed class FreeVariables
{
    private static readonly Variable[] s_none = System.Array.Empty<Variable>();

    private readonly Dictionary<object, Variable[]> _known = new(ByIdentity.Instance);

    public Variable[] Of(CoreNode node)
    {
        if (_known.TryGetValue(node, out Variable[]? known))
        {
            return known;
        }

        Variable[] result = Compute(node);
        _known.Add(node, result);
        return result;
    }

    private Variable[] Compute(CoreNode node)
    {
        switch (node)
        {
            case Constant or BuiltinReference or CurrentPosition: return s_none;
            case VariableReference r: return new[] { r.Variable };
        }

        var found = new List<Variable>();
        var seen = new HashSet<Variable>();
        void Add(Variable v)
        {
            if (seen.Add(v))
            {
                found.Add(v);
            }
        }

        if (node is WithReference w)
        {
            foreach (Variable scope in w.Scopes)
            {
                Add(scope);
            }
        }

        foreach (Variable bound in BoundBy(node))
        {
            seen.Add(bound);
        }

        node.ForEachChild(child =>
        {
            foreach (Variable v in Of(child))
            {
                Add(v);
            }
        });
        return found.Count == 0 ? s_none : found.ToArray();
    }

    /// <summary>What a node binds for its children.</summary>
    public static IEnumerable<Variable> BoundBy(CoreNode node)
    {
        if (node is Let let)
        {
            foreach (Language.Core.Binding binding in let.Bindings)
            {
                yield return binding.Variable;
            }
        }
        else if (node is Lambda lambda)
        {
            foreach (Parameter parameter in lambda.Parameters)
            {
                yield return parameter.Variable;
                foreach (Formal formal in parameter.Formals?.Items ?? System.Array.Empty<Formal>())
                {
                    yield return formal.Variable;
                }
            }
        }
    }
}
