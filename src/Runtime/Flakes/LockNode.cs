using System;
using System.Collections.Generic;
using Tvix.Aot.Runtime.Fetching;

namespace Tvix.Aot.Runtime.Flakes;

/// <summary>A flake or tree in a lock file, and what its inputs are (Node of lockfile.hh). The flake that is locked has no <see cref="Locked"/>.</summary>
internal sealed class LockNode
{
    public SortedDictionary<string, LockEdge> Inputs { get; } = new(StringComparer.Ordinal);

    public LockedInput? Locked { get; init; }
}

/// <summary>What an input is: a node, or what another path from the root leads to.</summary>
internal readonly record struct LockEdge(LockNode? Node, string[]? Follows);

/// <param name="Reference">What was fetched, with its hash.</param>
/// <param name="Original">What the flake that has the input asked for.</param>
/// <param name="Parent">The flake in whose tree a relative path lies.</param>
internal sealed record LockedInput(InputAttributes Reference, InputAttributes Original, bool IsFlake, string[]? Parent);
