using Tvix.Aot.Runtime.Fetching;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Builtins that fetch.</summary>
public static class FetchBuiltins
{
    /// <summary>Manual, builtins.fetchurl: a file.</summary>
    public static Value FetchUrl(Value args, int pos) => Fetchers.For("fetchurl", pos).FetchUrl(args, pos);

    /// <summary>Manual, builtins.fetchTarball: a tree.</summary>
    public static Value FetchTarball(Value args, int pos) => Fetchers.For("fetchTarball", pos).FetchTarball(args, pos);

    /// <summary>Manual, builtins.fetchGit: a commit's tree, or a work tree.</summary>
    public static Value FetchGit(Value args, int pos) => Fetchers.For("fetchGit", pos).FetchGit(args, pos);

    /// <summary>Manual, builtins.fetchTree: any kind of tree, by attributes or URL.</summary>
    public static Value FetchTree(Value args, int pos) => Fetchers.For("fetchTree", pos).FetchTree(args, pos);

    /// <summary>Manual, builtins.fetchMercurial: a revision's tree, or a work tree.</summary>
    public static Value FetchMercurial(Value args, int pos) => Fetchers.For("fetchMercurial", pos).FetchMercurial(args, pos);

    /// <summary>Manual, builtins.fetchClosure: copies from a binary cache, which needs a store that can.</summary>
    public static Value FetchClosure(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchClosure", pos);
}
