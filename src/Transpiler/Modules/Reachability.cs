using System;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Transpiler.Modules;

/// <summary>Which costly parts of the runtime a file can reach; what no file reaches is not linked.</summary>
internal static class Reachability
{
    private static readonly string[] s_fetchers = { "fetchurl", "fetchTarball", "fetchGit", "fetchMercurial", "fetchTree", "getFlake" };

    /// <summary>Whether the file names a fetcher, or uses <c>builtins</c> in a way that may lead to one.</summary>
    public static bool OfFetchers(CoreNode node)
    {
        bool found = false;
        switch (node)
        {
            case BuiltinReference { Name: var name }:
                return name == "builtins" || IsFetcher(name);
            case Select { Set: BuiltinReference { Name: "builtins" } set, Path: { Count: >= 1 } path } when path[0].Name is { } member:
                found = IsFetcher(member);
                node.ForEachChild(child => found = found || (child != set && OfFetchers(child)));
                return found;
            case HasAttr { Set: BuiltinReference { Name: "builtins" } set }:
                node.ForEachChild(child => found = found || (child != set && OfFetchers(child)));
                return found;
            default:
                node.ForEachChild(child => found = found || OfFetchers(child));
                return found;
        }
    }

    private static bool IsFetcher(string name) => Array.IndexOf(s_fetchers, name) >= 0;
}
