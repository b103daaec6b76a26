using System;
using System.Collections.Generic;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>The inputs of a derivation: what the context of its strings refers to.</summary>
internal static class DerivationInputs
{
    public static void Add(Derivation drv, StringContext? context)
    {
        foreach (string element in context?.Elements ?? [])
        {
            switch (element[0])
            {
                case '!':
                    int end = element.IndexOf('!', 1);
                    AddOutput(drv, element.AsSpan(end + 1), element.AsSpan(1, end - 1));
                    break;
                case '=': AddClosure(drv, element[1..], new HashSet<string>(StringComparer.Ordinal)); break;
                default: drv.InputSources.Add(element); break;
            }
        }
    }

    private static void AddOutput(Derivation drv, ReadOnlySpan<char> drvPath, ReadOnlySpan<char> output)
    {
        KnownDerivation? known = KnownDerivation.Find(drvPath);
        drv.AddInput(known?.Path ?? drvPath.ToString(), known, output);
    }

    /// <summary>
    /// A reference to a .drv file with everything it needs: the closure, and all outputs of the derivations in it. Nix asks
    /// the store for the closure, so this fails where nothing was written to one.
    /// </summary>
    private static void AddClosure(Derivation drv, string path, HashSet<string> seen)
    {
        if (!seen.Add(path))
        {
            return;
        }

        if (EvalHost.Current.Store == null)
        {
            throw EvalErrors.Evaluation($"path '{path}' is not valid");
        }

        drv.InputSources.Add(path);
        if (KnownDerivation.Find(path) is not { } input)
        {
            return;
        }

        foreach ((string output, _) in input.Outputs)
        {
            AddOutput(drv, path, output);
        }

        foreach (string source in input.References.Sources)
        {
            AddClosure(drv, source, seen);
        }

        foreach (string inner in input.References.Derivations)
        {
            AddClosure(drv, inner, seen);
        }
    }
}
