using System;
using System.Collections.Generic;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>The inputs of a derivation: what the context of its strings refers to.</summary>
internal static class DerivationInputs
{
    public static void Add(Derivation drv, ReadOnlySpan<StringContext> contexts)
    {
        List<string>? deep = null;
        foreach (StringContext context in contexts)
        {
            foreach (ContextElement element in context.Elements)
            {
                if (element.Output != null)
                {
                    drv.AddInput(element.Path, element.Derivation, element);
                }
                else if (element.IsDeep)
                {
                    (deep ??= []).Add(element.Path);
                }
                else
                {
                    drv.InputSources.Add(element.Path);
                }
            }
        }

        // In the order in which Nix comes to them: they can fail.
        deep?.Sort(StringComparer.Ordinal);
        foreach (string path in deep ?? [])
        {
            AddClosure(drv, path, new HashSet<string>(StringComparer.Ordinal));
        }
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
            drv.AddInput(path, input, ContextElement.Built(input, output));
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
