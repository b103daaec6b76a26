using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Transpiler;

namespace Tvix.Aot.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string[]> Features() => new("--extra-experimental-features", "--experimental-features")
    {
        Description = "experimental features of Nix to allow: pipe-operators, flakes, fetch-tree, ca-derivations ...",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>The features that the options name, and those of the configuration of Nix.</summary>
    public static IReadOnlyList<string> FeaturesOf(string[]? given)
    {
        var features = new ExperimentalFeatures();
        foreach ((string name, string value) in NixConfiguration.Read())
        {
            if (name == "experimental-features")
            {
                features.Replace(value);
            }
            else if (name == "extra-experimental-features")
            {
                features.Enable(value);
            }
        }

        foreach (string names in given ?? [])
        {
            features.Enable(names);
        }

        return [.. features.All];
    }

    public static Option<string[]> NoPass() => new("--no-pass")
    {
        Description = "leave an optimisation out (repeatable): " + string.Join(", ", Optimiser.Passes.Select(p => p.Name)) + ", or all",
    };

    public static TranspileOptions Transpile(string[]? disabled, IReadOnlyCollection<string> features)
    {
        var off = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in disabled ?? [])
        {
            if (name == "all")
            {
                off.UnionWith(Optimiser.Passes.Select(p => p.Name));
            }
            else if (Optimiser.Passes.Any(p => p.Name == name))
            {
                off.Add(name);
            }
            else
            {
                throw new CommandException($"there is no pass '{name}'; the passes are {string.Join(", ", Optimiser.Passes.Select(p => p.Name))}");
            }
        }

        return new TranspileOptions { DisabledPasses = off, Parse = Sources.ParseOptions([.. features]) };
    }
}
