using System;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>References to outputs, of derivations too that other derivations make (manual, builtins.outputOf; coerceToSingleDerivedPath).</summary>
public static class DynamicOutputs
{
    private const string First = "while evaluating the first argument to builtins.outputOf";

    /// <summary>The path of an output, or what stands for it until it is built; needs the experimental feature dynamic-derivations.</summary>
    /// <exception cref="EvalException">The first argument is no reference to one derivation or output.</exception>
    public static Value OutputOf(Value derivation, Value output, int pos)
    {
        ContextElement reference = Reference(Op.ForceString(derivation, pos));
        string name = Op.ForceStringNoContext(output, pos);
        ContextElement result = reference.IsOpaque ? ContextElement.Built(reference.Path, name) : reference.Then(name);
        return new NixString(TextOf(result), StringContext.Of(result));
    }

    /// <summary>The one thing that a string is a reference to.</summary>
    private static ContextElement Reference(NixString text)
    {
        ReadOnlySpan<ContextElement> elements = StringContext.ElementsOf(text.Context);
        if (elements.Length != 1)
        {
            throw Failed($"string '{text.Bytes}' has {elements.Length} entries in its context. It should only have exactly one entry");
        }

        ContextElement element = elements[0];
        if (element.IsDeep)
        {
            throw Failed($"string '{text.Bytes}' has a context which refers to a complete source and binary closure. This is not supported at this time");
        }

        string expected = TextOf(element);
        if (text.Bytes != expected)
        {
            throw Failed(element.IsOpaque
                ? $"path string '{text.Bytes}' has context with the different path '{expected}'"
                : $"string '{text.Bytes}' has context with the output '{element.LastOutput}' from derivation '{element.ToMaker()}', but the string is not the right placeholder for this derivation output. It should be '{expected}'");
        }

        return element;
    }

    private static EvalException Failed(string message)
    {
        EvalException error = EvalErrors.Evaluation(message);
        error.AddFrame(First, 0);
        return error;
    }

    /// <summary>The text that belongs to a reference (mkSingleDerivedPathStringRaw).</summary>
    private static string TextOf(ContextElement element)
    {
        if (element.Output is not { } output)
        {
            return element.Path;
        }

        // Nix reads the derivation from its store; only what another derivation makes need not be there yet.
        return element.IsDynamic ? Placeholders.Downstream(element.Path, output) : PathOf(element, output);
    }

    private static string PathOf(ContextElement element, string output)
    {
        EvalHost host = EvalHost.Current;
        if (host.Store != null && host.IsValid(element.Path) && !element.Path.EndsWith(StorePaths.DerivationExtension, StringComparison.Ordinal))
        {
            throw EvalErrors.Evaluation($"error parsing derivation '{element.Path}': store path '{element.BaseName}' is not a valid derivation path");
        }

        if (host.Store == null || element.Derivation is not { } drv)
        {
            throw EvalErrors.Evaluation($"path '{element.Path}' is not a valid store path");
        }

        foreach ((string name, string path) in drv.Outputs)
        {
            if (name == output)
            {
                return path.Length > 0 ? path : Placeholders.Downstream(element.Path, output);
            }
        }

        throw EvalErrors.Evaluation($"derivation '{element.Path}' does not have output '{output}'");
    }
}
