using System;
using System.Collections.Generic;
using Tvix.Aot.Runtime.Fetching;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Flakes;

/// <param name="Locked">The reference that names just this tree.</param>
/// <param name="Tree">Null for a flake in the tree of another.</param>
/// <param name="Folder">The folder of the flake in it.</param>
internal sealed record LoadedFlake(InputAttributes Locked, FetchedTree? Tree, string Folder, FlakeFile File);

/// <summary>Fetches flakes and trees for one that is being locked, each once (getFlake and fetchOrSubstituteTree, flake.cc).</summary>
/// <param name="UsesRegistries">Whether names may be looked up.</param>
internal sealed record FlakeSource(bool UsesRegistries)
{
    private readonly Dictionary<string, (InputAttributes Resolved, FetchedTree Tree, InputAttributes Locked)> _fetched = new(StringComparer.Ordinal);

    /// <param name="path">The flake's own path as an input.</param>
    /// <exception cref="EvalException">It cannot be fetched, or is no flake.</exception>
    public LoadedFlake Load(InputAttributes reference, string[] path)
    {
        LoadedFlake flake = LoadOnce(reference, path);
        InputAttributes wanted = reference.Copy();
        foreach ((string name, object value) in flake.File.Self)
        {
            if (name is not ("submodules" or "lfs"))
            {
                throw EvalErrors.Evaluation($"flake 'self' attribute '{name}' is not supported");
            }

            // Others are fetched as before.
            if (reference.Type == "git")
            {
                wanted[name] = value;
            }
        }

        return wanted.AsJson() == reference.AsJson() ? flake : LoadOnce(wanted, path);
    }

    private LoadedFlake LoadOnce(InputAttributes reference, string[] path)
    {
        (InputAttributes resolved, FetchedTree tree, InputAttributes locked) = Fetch(reference);
        string folder = Below(tree.StorePath, resolved);
        return new LoadedFlake(locked, tree, folder, FlakeFile.Read(folder, resolved, path));
    }

    /// <summary>A flake in the tree of another one.</summary>
    public static LoadedFlake LoadInside(InputAttributes reference, string folder, string[] path)
    {
        // Where there is no such tree, Nix does not come to look for the file.
        TreeOf(folder);
        string flake = Below(folder, reference);
        return new LoadedFlake(reference, null, flake, FlakeFile.Read(flake, reference, path));
    }

    /// <summary>The store path that a folder lies in.</summary>
    public static string TreeOf(string folder) => StorePaths.IsInStore(folder)
        ? StorePaths.ToStorePath(folder, 0)
        : throw EvalErrors.Evaluation($"path '{folder}' is not in the Nix store");

    private static string Below(string folder, InputAttributes reference) => FlakeReference.Split(reference).Dir is { } dir ? folder + "/" + dir : folder;

    /// <summary>Fetches a tree.</summary>
    public (InputAttributes Resolved, FetchedTree Tree, InputAttributes Locked) Fetch(InputAttributes reference)
    {
        string key = reference.AsJson();
        if (!_fetched.TryGetValue(key, out (InputAttributes Resolved, FetchedTree Tree, InputAttributes Locked) known))
        {
            (InputAttributes input, string? dir) = FlakeReference.Split(reference);
            if (reference.Type == "indirect")
            {
                (input, string? registered) = UsesRegistries ? Registries.Resolve(input, onlyGlobal: true, 0)
                    : throw EvalErrors.Evaluation($"'{FlakeReference.Show(reference, 0)}' is an indirect flake reference, but registry lookups are not allowed");
                dir = registered ?? dir;
            }

            FetchedTree tree = Fetchers.For("getFlake", 0).FetchFlake(input, 0);
            known = (FlakeReference.With(input, dir), tree, FlakeReference.With(tree.Lock(input), dir));
            _fetched[key] = known;
        }

        return known;
    }
}
