using System;
using System.Collections.Generic;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Binding;

/// <summary>One level of names: lexical variables, or a <c>with</c>.</summary>
internal sealed class Scope
{
    // Fewer are looked at one by one, the last one first: it hides those before it.
    private const int MostWithoutIndex = 8;

    private List<Variable>? _variables;
    private Dictionary<string, Variable>? _byName;

    public Scope(Scope? parent, Variable? with = null)
    {
        Parent = parent;
        With = with;
    }

    public Scope? Parent { get; }

    public Variable? With { get; }

    public void Declare(Variable variable)
    {
        (_variables ??= new()).Add(variable);
        if (_byName != null)
        {
            _byName[variable.Name] = variable;
        }
        else if (_variables.Count > MostWithoutIndex)
        {
            _byName = new Dictionary<string, Variable>(StringComparer.Ordinal);
            foreach (Variable known in _variables)
            {
                _byName[known.Name] = known;
            }
        }
    }

    /// <summary>The variable that a name means, or null with the enclosing <c>with</c> scopes, innermost first.</summary>
    public Variable? Find(string name, ref List<Variable>? withs)
    {
        for (Scope? scope = this; scope != null; scope = scope.Parent)
        {
            if (scope.With != null)
            {
                (withs ??= new()).Add(scope.With);
            }
            else if (scope.FindHere(name) is { } variable)
            {
                return variable;
            }
        }

        return null;
    }

    private Variable? FindHere(string name)
    {
        if (_byName != null)
        {
            return _byName.TryGetValue(name, out Variable? known) ? known : null;
        }

        for (int i = (_variables?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (_variables![i].Name == name)
            {
                return _variables[i];
            }
        }

        return null;
    }

    public IEnumerable<string> Names()
    {
        for (Scope? scope = this; scope != null; scope = scope.Parent)
        {
            foreach (Variable variable in scope._variables ?? (IEnumerable<Variable>)Array.Empty<Variable>())
            {
                yield return variable.Name;
            }
        }
    }
}
