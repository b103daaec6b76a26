using System;
using System.Collections.Generic;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Binding;

/// <summary>One level of names: lexical variables, or a <c>with</c>.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, Variable> _variables = new(StringComparer.Ordinal);

    public Scope(Scope? parent, Variable? with = null)
    {
        Parent = parent;
        With = with;
    }

    public Scope? Parent { get; }

    public Variable? With { get; }

    public void Declare(Variable variable) => _variables[variable.Name] = variable;

    /// <summary>The variable that a name means, or null with the enclosing <c>with</c> scopes, innermost first.</summary>
    public Variable? Find(string name, List<Variable> withs)
    {
        for (Scope? scope = this; scope != null; scope = scope.Parent)
        {
            if (scope.With != null)
            {
                withs.Add(scope.With);
            }
            else if (scope._variables.TryGetValue(name, out Variable? variable))
            {
                return variable;
            }
        }

        return null;
    }

    public IEnumerable<string> Names()
    {
        for (Scope? scope = this; scope != null; scope = scope.Parent)
        {
            foreach (string name in scope._variables.Keys)
            {
                yield return name;
            }
        }
    }
}
