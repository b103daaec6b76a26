using System.Collections.Generic;
using Tvix.Aot.Runtime.Fetching;

namespace Tvix.Aot.Runtime.Flakes;

/// <summary>What a flake.nix says of an input (FlakeInput of flake.hh).</summary>
internal sealed record FlakeInput
{
    /// <summary>Where it comes from; by its name in the registry where neither this nor <see cref="Follows"/> is said.</summary>
    public InputAttributes? Reference { get; init; }

    public bool IsFlake { get; init; } = true;

    /// <summary>The input that it is another name of, from the flake at the top.</summary>
    public string[]? Follows { get; init; }

    /// <summary>What its own inputs are to be instead.</summary>
    public SortedDictionary<string, FlakeInput> Overrides { get; init; } = new(System.StringComparer.Ordinal);
}
