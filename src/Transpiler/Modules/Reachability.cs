using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;

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

    /// <summary>Why an evaluation may come to code that is not compiled in; null when it cannot.</summary>
    /// <param name="isEntry">The file is the program's own: where it is a function, arguments may be expressions.</param>
    /// <param name="isCompiled">Whether a path is one of the program's files, or a folder with one for default.nix.</param>
    public static string? WhyInterpreter(CoreNode root, bool isEntry, Func<string, bool> isCompiled) =>
        isEntry && root is Lambda ? "it is a function, and its arguments may be expressions" : Why(root, isCompiled);

    private static string? Why(CoreNode node, Func<string, bool> isCompiled)
    {
        switch (node)
        {
            case BuiltinReference { Name: "import" }: return "it imports paths that are computed";
            case BuiltinReference { Name: "scopedImport" }: return "it uses scopedImport";
            case BuiltinReference { Name: "getFlake" }: return "it uses getFlake";
            case BuiltinReference { Name: "builtins" }: return "it uses the set of all builtins";
            case Call { Function: BuiltinReference { Name: "import" }, Arguments: { Count: >= 1 } args } when PathOf(args[0]) is { } path:
                string? own = isCompiled(path) ? null : $"it imports {NixTranspiler.Shown(path)}, which was not there";
                return own ?? FirstOf(args.Skip(1), isCompiled);
            case Select { Set: BuiltinReference { Name: "builtins" }, Path: { Count: >= 1 } path } select when path[0].Name is "import" or "scopedImport" or "getFlake":
                return $"it uses {path[0].Name}";
            case Select { Set: BuiltinReference { Name: "builtins" } set, Path: { Count: >= 1 } path } when path[0].Name != null:
                return FirstOf(ChildrenOf(node).Where(c => c != set), isCompiled);
            case HasAttr { Set: BuiltinReference { Name: "builtins" } set }:
                return FirstOf(ChildrenOf(node).Where(c => c != set), isCompiled);
            default: return FirstOf(ChildrenOf(node), isCompiled);
        }
    }

    private static string? PathOf(CoreNode node) => node switch
    {
        Constant { Kind: ConstantKind.Path, Value: string path } => path,
        Binary { Kind: BinaryKind.Add, Left: Constant { Kind: ConstantKind.Path, Value: string from }, Right: Constant { Kind: ConstantKind.String, Value: string rest } } =>
            PathText.Canonicalize(from + rest),
        _ => null,
    };

    private static string? FirstOf(IEnumerable<CoreNode> nodes, Func<string, bool> isCompiled) =>
        nodes.Select(n => Why(n, isCompiled)).FirstOrDefault(reason => reason != null);

    private static List<CoreNode> ChildrenOf(CoreNode node)
    {
        var children = new List<CoreNode>();
        node.ForEachChild(children.Add);
        return children;
    }

    private static bool IsFetcher(string name) => Array.IndexOf(s_fetchers, name) >= 0;
}
