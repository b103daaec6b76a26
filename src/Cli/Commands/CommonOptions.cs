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
    /// <summary>An option that takes two words; they travel as one, NAME=VALUE, as Program joins them.</summary>
    public static Option<string[]> Pair(string name, string description) =>
        new(name) { Description = description, HelpName = "NAME> <VALUE" };

    /// <summary>The values of such an option.</summary>
    /// <exception cref="CommandException">One has no name.</exception>
    public static IEnumerable<(string Name, string Value)> PairsOf(string[]? joined)
    {
        foreach (string pair in joined ?? [])
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals > 0 ? (pair[..equals], pair[(equals + 1)..]) : throw new CommandException($"'{pair}' needs a name and a value");
        }
    }

    public static Option<string[]> NoPass() => new("--no-pass")
    {
        Description = "leave an optimisation out (repeatable): " + string.Join(", ", Optimiser.Passes.Select(p => p.Name)) + ", or all",
    };

    public static TranspileOptions Transpile(string[]? disabled, EvalOptions settings)
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

        return new TranspileOptions { DisabledPasses = off, Parse = Sources.ParseOptions(settings) };
    }
}
