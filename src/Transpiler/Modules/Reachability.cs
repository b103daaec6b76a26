using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Transpiler.Modules;

/// <summary>Which costly parts of the runtime a file can reach; what no file reaches is not linked.</summary>
internal sealed class Reachability
{
    private static readonly string[] s_fetchers = { "fetchurl", "fetchTarball", "fetchGit", "fetchMercurial", "fetchTree", "getFlake" };

    private readonly NamedPaths _paths = new();
    private readonly Func<string, bool> _isCompiled;

    private Reachability(Func<string, bool> isCompiled) => _isCompiled = isCompiled;

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

    /// <summary>Why an evaluation may come to code that is not compiled in; null when it cannot.</summary>
    /// <param name="isEntry">The file is the program's own: where it is a function, arguments may be expressions.</param>
    /// <param name="isCompiled">Whether a path is one of the program's files, or a folder with one for default.nix.</param>
    public static string? WhyInterpreter(CoreNode root, bool isEntry, Func<string, bool> isCompiled) =>
        isEntry && root is Lambda ? "it is a function, and its arguments may be expressions" : new Reachability(isCompiled).Why(root);

    private string? Why(CoreNode node)
    {
        switch (node)
        {
            case Let let:
                _paths.Add(let);
                return FirstOf(ChildrenOf(let));
            case BuiltinReference { Name: "import" }: return "it imports paths that are computed";
            case BuiltinReference { Name: "scopedImport" }: return "it uses scopedImport";
            case BuiltinReference { Name: "getFlake" }: return "it uses getFlake";
            case BuiltinReference { Name: "builtins" }: return "it uses the set of all builtins";
            case Call { Function: BuiltinReference { Name: "import" }, Arguments: { Count: >= 1 } args } when _paths.Of(args[0]) is { } path:
                string? own = _isCompiled(path) ? null : $"it imports {NixTranspiler.Shown(path)}, which was not there";
                return own ?? FirstOf(args.Skip(1));
            case Select { Set: BuiltinReference { Name: "builtins" }, Path: { Count: >= 1 } path } select when path[0].Name is "import" or "scopedImport" or "getFlake":
                return $"it uses {path[0].Name}";
            case Select { Set: BuiltinReference { Name: "builtins" } set, Path: { Count: >= 1 } path } when path[0].Name != null:
                return FirstOf(ChildrenOf(node).Where(c => c != set));
            case HasAttr { Set: BuiltinReference { Name: "builtins" } set }:
                return FirstOf(ChildrenOf(node).Where(c => c != set));
            default: return FirstOf(ChildrenOf(node));
        }
    }

    private string? FirstOf(IEnumerable<CoreNode> nodes) => nodes.Select(Why).FirstOrDefault(reason => reason != null);

    private static List<CoreNode> ChildrenOf(CoreNode node)
    {
        var children = new List<CoreNode>();
        node.ForEachChild(children.Add);
        return children;
    }

    private static bool IsFetcher(string name) => Array.IndexOf(s_fetchers, name) >= 0;
}
