using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Fetching;
using Tvix.Aot.Runtime.Fetching.Schemes;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Flakes;

using Inputs = SortedDictionary<string, FlakeInput>;

/// <summary>
/// Locks the inputs of a flake (lockFlake, src/libflake/flake.cc): keeps what its lock file has where the flake still asks for it, and
/// fetches the rest. Nothing is written.
/// </summary>
internal sealed class FlakeLocker
{
    // As deep as no lock file is, unless its inputs lead back to where they came from.
    private const int Deepest = 1000;

    private readonly FlakeSource _source;
    private readonly bool _takesUnlocked;
    private readonly SortedDictionary<string, Override> _overrides = new(StringComparer.Ordinal);
    private readonly List<string> _parents = [];

    /// <param name="Folder">That of the flake which says so.</param>
    /// <param name="Parent">Its path.</param>
    private sealed record Override(string[] Path, FlakeInput Input, string Folder, string[] Parent);

    public FlakeLocker(FlakeSource source, bool takesUnlocked)
    {
        _source = source;
        _takesUnlocked = takesUnlocked;
    }

    /// <summary>Where the trees lie that were fetched on the way, and what is known of them: not fetched again.</summary>
    public Dictionary<LockNode, (NixAttrs SourceInfo, string Folder)> Places { get; } = [];

    /// <exception cref="EvalException">An input cannot be fetched, or is no flake.</exception>
    public LockFile Lock(LoadedFlake flake, LockFile old)
    {
        var locked = new LockFile();
        Lock(flake.File.Inputs, new Place(locked.Root, [], [], flake.Folder), old.Root, trustsLock: false);
        locked.Check();
        return locked;
    }

    /// <param name="Path">That of the node.</param>
    /// <param name="FollowsPrefix">What <c>follows</c> of the lock file at hand starts from.</param>
    /// <param name="Folder">Of the flake that names the inputs.</param>
    private sealed record Place(LockNode Node, string[] Path, string[] FollowsPrefix, string Folder);

    private void Lock(Inputs inputs, Place at, LockNode? old, bool trustsLock)
    {
        if (at.Path.Length > Deepest)
        {
            throw EvalErrors.Evaluation($"inputs of flakes are nested more than {Deepest} deep");
        }

        foreach ((string name, FlakeInput input) in inputs)
        {
            AddOverrides(input, [.. at.Path, name], at);
        }

        foreach (Override given in _overrides.Values)
        {
            if (given.Path[..^1].AsSpan().SequenceEqual(at.Path) && !inputs.ContainsKey(given.Path[^1]))
            {
                EvalHost.Current.WriteError($"warning: input '{InputPath.Show(at.Path)}' has an override for a non-existent input '{given.Path[^1]}'\n");
            }
        }

        foreach ((string name, FlakeInput input) in inputs)
        {
            string[] path = [.. at.Path, name];
            try
            {
                at.Node.Inputs[name] = Lock(name, input, path, at, old, trustsLock);
            }
            catch (EvalException e) when (e.AddFrame($"while updating the flake input '{InputPath.Show(path)}'", 0))
            {
                throw;
            }
        }
    }

    private void AddOverrides(FlakeInput input, string[] prefix, Place at)
    {
        foreach ((string name, FlakeInput given) in input.Overrides)
        {
            string[] path = [.. prefix, name];
            if (given.Reference != null || given.Follows != null)
            {
                _overrides.TryAdd(InputPath.Key(path), new Override(path, given, at.Folder, at.Path));
            }

            AddOverrides(given, path, at);
        }
    }

    private LockEdge Lock(string name, FlakeInput written, string[] path, Place at, LockNode? old, bool trustsLock)
    {
        Override? over = _overrides.GetValueOrDefault(InputPath.Key(path));
        FlakeInput input = (over?.Input ?? written) with { IsFlake = written.IsFlake };
        if (input.Follows != null)
        {
            return new LockEdge(null, input.Follows);
        }

        InputAttributes reference = input.Reference ?? new InputAttributes { ["type"] = "indirect", ["id"] = name };
        bool isRelative = FlakeReference.IsRelative(reference);
        var wanted = new Wanted(
            reference, input.IsFlake, path, isRelative ? over?.Parent ?? at.Path : null,
            isRelative ? PathText.Canonicalize((over?.Folder ?? at.Folder) + "/" + reference.Required("path")) : null);
        LockNode? known = old != null && old.Inputs.TryGetValue(name, out LockEdge edge) ? edge.Node : null;
        return new LockEdge(
            known?.Locked is { } locked && locked.Original.AsJson() == reference.AsJson() && AreSame(locked.Parent, wanted.Parent)
                ? Keep(known, wanted, at, trustsLock)
                : Create(known, wanted, at),
            null);
    }

    /// <param name="Parent">Of a relative path: the flake that it starts from.</param>
    /// <param name="Inside">The folder that such a path leads to.</param>
    private sealed record Wanted(InputAttributes Reference, bool IsFlake, string[] Path, string[]? Parent, string? Inside);

    private static bool AreSame(string[]? a, string[]? b) => a == null || b == null ? a == b : a.AsSpan().SequenceEqual(b);

    /// <summary>What the lock file has, without a look at the flake: its inputs are those that the lock file names, unless some were overridden and no longer are.</summary>
    private LockNode Keep(LockNode old, Wanted wanted, Place at, bool trustsLock)
    {
        var node = new LockNode { Locked = old.Locked };
        if (InputsOf(old, wanted.Path, at.FollowsPrefix, trustsLock) is { } inputs)
        {
            Lock(inputs, at with { Node = node, Path = wanted.Path }, old, trustsLock: true);
            return node;
        }

        LoadedFlake flake = Load(old.Locked!.Reference, wanted);
        Remember(node, flake.Tree, flake.Folder);
        Lock(flake.File.Inputs, new Place(node, wanted.Path, at.FollowsPrefix, flake.Folder), old, trustsLock: false);
        return node;
    }

    private Inputs? InputsOf(LockNode old, string[] path, string[] followsPrefix, bool trustsLock)
    {
        var inputs = new Inputs(StringComparer.Ordinal);
        foreach ((string name, LockEdge edge) in old.Inputs)
        {
            if (edge.Node?.Locked is { } locked)
            {
                inputs[name] = new FlakeInput { Reference = locked.Original, IsFlake = locked.IsFlake };
            }
            else if (!trustsLock && !_overrides.ContainsKey(InputPath.Key([.. path, name])))
            {
                return null;
            }
            else
            {
                inputs[name] = new FlakeInput { Follows = [.. followsPrefix, .. edge.Follows!] };
            }
        }

        return inputs;
    }

    private LockNode Create(LockNode? old, Wanted wanted, Place at)
    {
        if (!_takesUnlocked && wanted.Inside == null && !InputScheme.IsLocked(wanted.Reference))
        {
            throw EvalErrors.Evaluation($"cannot update unlocked flake input '{InputPath.Show(wanted.Path)}' in pure mode");
        }

        if (!wanted.IsFlake)
        {
            return CreateTree(wanted);
        }

        LoadedFlake flake = Load(wanted.Reference, wanted);
        var node = new LockNode { Locked = new(flake.Locked, wanted.Reference, true, wanted.Parent) };
        string key = wanted.Reference.AsJson();
        if (_parents.Contains(key))
        {
            throw EvalErrors.Evaluation($"found circular import of flake '{FlakeReference.Show(wanted.Reference, 0)}'");
        }

        _parents.Add(key);
        Remember(node, flake.Tree, flake.Folder);
        // Its own lock file counts where that of the flake at the top does not have it yet.
        Lock(
            flake.File.Inputs, new Place(node, wanted.Path, old != null ? at.FollowsPrefix : wanted.Path, flake.Folder),
            old ?? LockReader.Read(flake.Folder + "/flake.lock").Root, trustsLock: false);
        _parents.RemoveAt(_parents.Count - 1);
        return node;
    }

    private LockNode CreateTree(Wanted wanted)
    {
        InputAttributes locked = wanted.Reference;
        FetchedTree? tree = null;
        if (wanted.Inside == null)
        {
            (_, tree, locked) = _source.Fetch(wanted.Reference);
        }

        var node = new LockNode { Locked = new(locked, wanted.Reference, false, wanted.Parent) };
        Remember(node, tree, wanted.Inside ?? tree!.StorePath);
        return node;
    }

    private LoadedFlake Load(InputAttributes reference, Wanted wanted) => wanted.Inside != null
        ? FlakeSource.LoadInside(wanted.Reference, wanted.Inside, wanted.Path)
        : _source.Load(reference, wanted.Path);

    /// <param name="tree">Null for a folder in another tree, of which nothing else is known then.</param>
    private void Remember(LockNode node, FetchedTree? tree, string folder) => Places[node] = (InfoOf(tree, folder), folder);

    private static NixAttrs InfoOf(FetchedTree? tree, string folder)
    {
        if (tree != null)
        {
            return tree.ToValue(forFetchGit: false);
        }

        string root = FlakeSource.TreeOf(folder);
        var info = new AttrsBuilder(1);
        info.Add(Symbols.OutPath, new NixString(root, StringContext.Of(root)));
        return info.ToAttrs();
    }
}
