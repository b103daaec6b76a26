using System;
using System.Linq;
using Tvix.Aot.Runtime.Fetching.Schemes;

namespace Tvix.Aot.Runtime.Flakes;

/// <summary>The names on the way from a flake to an input, or to one of an input's inputs (InputAttrPath of lockfile.hh).</summary>
internal static class InputPath
{
    /// <summary>For ordered tables: paths sort by their names one after the other, as Nix's do.</summary>
    public static string Key(string[] path) => string.Join('\0', path);

    public static string Show(string[] path) => string.Join('/', path);

    /// <summary>What <c>follows</c> says.</summary>
    /// <exception cref="EvalException">A part is no name of an input.</exception>
    public static string[] Parse(string text)
    {
        string[] parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.FirstOrDefault(p => !IndirectScheme.IsId(p)) is { } wrong
            ? throw EvalErrors.Evaluation($"invalid flake input attribute path element '{wrong}'")
            : parts;
    }
}
