using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Runtime.Host;

/// <summary>Experimental features of Nix that an evaluation may use (experimental-features.cc).</summary>
public sealed class ExperimentalFeatures
{
    private static readonly char[] s_spaces = [' ', '\t', '\n'];

    // Of Nix 2.34.8.
    private static readonly string[] s_known =
    [
        "auto-allocate-uids", "blake3-hashes", "ca-derivations", "cgroups", "configurable-impure-env", "daemon-trust-override", "dynamic-derivations",
        "external-builders", "fetch-closure", "fetch-tree", "flakes", "git-hashing", "impure-derivations", "local-overlay-store", "mounted-ssh-store",
        "nix-command", "parse-toml-timestamps", "pipe-operators", "read-only-local-store", "recursive-nix", "verified-fetches",
    ];

    private readonly HashSet<string> _enabled = new(StringComparer.Ordinal);

    /// <summary>Turns features on; several may be given in one text, with spaces between.</summary>
    public void Enable(string names) => _enabled.UnionWith(names.Split(s_spaces, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The setting experimental-features.</summary>
    /// <param name="isExtra">Whether the features that are on stay on.</param>
    /// <param name="warnings">Gets what is to be said of names that are no features.</param>
    public void Set(string names, bool isExtra, List<string> warnings)
    {
        if (!isExtra)
        {
            _enabled.Clear();
        }

        Enable(names);
        foreach (string name in names.Split(s_spaces, StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal))
        {
            if (name == "no-url-literals")
            {
                warnings.Add("experimental feature 'no-url-literals' has been stabilized and renamed; use 'lint-url-literals = fatal' setting instead");
            }
            else if (!s_known.Contains(name))
            {
                warnings.Add($"unknown experimental feature '{name}'");
            }
        }
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
