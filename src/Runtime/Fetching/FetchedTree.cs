using System;
using System.Globalization;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>What was fetched: its store path, and what is known of it (emitTreeAttrs of fetchTree.cc).</summary>
internal sealed record FetchedTree(string StorePath, byte[] NarHash)
{
    public string? Rev { get; init; }

    /// <summary>The branch or ref that the revision was found under.</summary>
    public string? Reference { get; init; }

    public string? DirtyRev { get; init; }

    public long? RevCount { get; init; }

    public long? LastModified { get; init; }

    public bool? Submodules { get; init; }

    public string NarHashText => Sri(NarHash);

    public static string Sri(byte[] sha256) => "sha256-" + Convert.ToBase64String(sha256);

    /// <summary>Puts a folder or file into the store, or lets it be read as if it were there.</summary>
    public static FetchedTree Add(string physical, string name, int pos)
    {
        EvalHost host = EvalHost.Current;
        string source = physical.ToBytes();
        host.Allow(source);
        byte[] hash = Store.NarWriter.Hash(source, null, pos);
        string storePath = ContentAddress.PathOf(IngestionMethod.Nar, "sha256", hash, name);
        host.Store?.AddTree(storePath, source, null, IngestionMethod.Nar, pos);
        host.Overlay(storePath, source);
        if (physical.StartsWith(HomeFolder.Cache, StringComparison.Ordinal))
        {
            FetchCache.Remember(storePath, physical);
        }

        return new FetchedTree(storePath, hash);
    }

    /// <summary>The result of builtins.fetchMercurial (fetchMercurial.cc).</summary>
    public NixAttrs ToMercurialValue()
    {
        string rev = Rev ?? new string('0', 40);
        var set = new AttrsBuilder(5);
        set.Add(Symbols.OutPath, new NixString(StorePath, StringContext.Of(StorePath)));
        if (Reference != null)
        {
            set.Add("branch", new NixString(Reference));
        }

        set.Add("rev", new NixString(rev));
        set.Add("shortRev", new NixString(rev[..12]));
        if (RevCount is { } count)
        {
            set.Add("revCount", NixInt.Of(count));
        }

        return set.ToAttrs();
    }

    /// <summary>The reference that names just this tree.</summary>
    /// <param name="input">What was fetched.</param>
    public InputAttributes Lock(InputAttributes input)
    {
        InputAttributes locked = input.Copy();
        locked["narHash"] = NarHashText;
        void Set(string name, object? value)
        {
            if (value != null)
            {
                locked[name] = value;
            }
        }

        Set("rev", Rev);
        Set("revCount", RevCount);
        Set("lastModified", LastModified);
        if (input.Type == "git")
        {
            Set("ref", Reference);
            Set("dirtyRev", DirtyRev == null ? null : DirtyRev + "-dirty");
            Set("dirtyShortRev", DirtyRev == null ? null : DirtyRev[..7] + "-dirty");
        }
        else
        {
            locked.Remove("ref");
        }

        return locked;
    }

    /// <param name="forFetchGit">Nix's first fetcher gives a revision and a count even where there are none.</param>
    /// <param name="isDirty">For a flake that was locked anew: it is no longer that of its revision.</param>
    public NixAttrs ToValue(bool forFetchGit, bool isDirty = false)
    {
        var set = new AttrsBuilder(10);
        set.Add(Symbols.OutPath, new NixString(StorePath, StringContext.Of(StorePath)));
        set.Add("narHash", new NixString(NarHashText));
        if (Submodules is { } submodules)
        {
            set.Add("submodules", NixBool.Of(submodules));
        }

        string? rev = isDirty ? null : Rev ?? (forFetchGit ? new string('0', 40) : null);
        if (rev != null)
        {
            set.Add("rev", new NixString(rev));
            set.Add("shortRev", new NixString(rev[..7]));
        }

        if (!isDirty && (RevCount ?? (forFetchGit ? 0 : null)) is { } count)
        {
            set.Add("revCount", NixInt.Of(count));
        }

        if (DirtyRev != null)
        {
            set.Add("dirtyRev", new NixString(DirtyRev + "-dirty"));
            set.Add("dirtyShortRev", new NixString(DirtyRev[..7] + "-dirty"));
        }

        if (LastModified is { } modified)
        {
            set.Add("lastModified", NixInt.Of(modified));
            string date = DateTimeOffset.FromUnixTimeSeconds(modified).UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
            set.Add("lastModifiedDate", new NixString(date));
        }

        return set.ToAttrs();
    }
}
