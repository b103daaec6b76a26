using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Runtime.Host;

/// <summary>Experimental features of Nix that an evaluation may use (experimental-features.cc).</summary>
public sealed class ExperimentalFeatures
{
    private readonly HashSet<string> _enabled = new(StringComparer.Ordinal);

    /// <summary>Turns features on; several may be given in one text, with spaces between. <c>default</c> adds none.</summary>
    public void Enable(string names) => _enabled.UnionWith(names.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The features that are on, instead of those that were.</summary>
    public void Replace(string names)
    {
        _enabled.Clear();
        Enable(names);
    }

    public bool Has(string name) => _enabled.Contains(name);

    /// <summary>The enabled ones, in the order of their names.</summary>
    public IEnumerable<string> All => _enabled.Order(StringComparer.Ordinal);

    /// <param name="reason">What needs it, as Nix says it in parentheses; may be empty.</param>
    /// <exception cref="EvalException">The feature is off.</exception>
    public void Require(string name, int pos, string reason = "")
    {
        if (!Has(name))
        {
            string why = reason.Length > 0 ? $" ({reason})" : "";
            throw EvalErrors.Evaluation(
                $"experimental Nix feature '{name}' is disabled{why}; add '--extra-experimental-features {name}' to enable it", pos);
        }
    }
}
