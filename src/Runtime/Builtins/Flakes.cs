using Tvix.Aot.Runtime.Fetching;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// builtins.getFlake (Nix manual, "Flakes"): the outputs of a flake whose inputs its lock file pins. Nothing is locked anew here: a
/// flake with inputs and without a lock file is an error.
/// </summary>
internal static class Flakes
{
    private const string NoLock = """{"nodes":{"root":{}},"root":"root","version":7}""";

    // What a lock file means, in the language itself: every node is a tree that is fetched, a flake in it, and its inputs' results.
    private const string Evaluate = """
        lockText: rootTree: rootDir: fetchTree:
        let
          lock = builtins.fromJSON lockText;
          nodeOf = spec: if builtins.isList spec then walk lock.root spec else spec;
          walk = node: path:
            if path == [ ] then node
            else walk (nodeOf lock.nodes.${node}.inputs.${builtins.head path}) (builtins.tail path);
          below = folder: path: folder + (if path == "" then "" else "/" + path);
          # A relative path lies in the tree of the node that names it.
          isRelative = node: node.locked.type == "path" && builtins.substring 0 1 node.locked.path != "/";
          results = builtins.mapAttrs (name: node:
            let
              isRoot = name == lock.root;
              isInside = !isRoot && isRelative node;
              parent = results.${walk lock.root (node.parent or [ ])};
              sourceInfo = if isRoot then rootTree else if isInside then parent.sourceInfo else fetchTree (removeAttrs node.locked [ "dir" ]);
              outPath = if isInside then below parent.outPath node.locked.path
                else below sourceInfo.outPath (if isRoot then rootDir else node.locked.dir or "");
              flake = import (outPath + "/flake.nix");
              inputs = builtins.mapAttrs (_: spec: results.${nodeOf spec}.value) (node.inputs or { });
              outputs = flake.outputs (inputs // { self = whole; });
              whole = outputs // sourceInfo // { inherit outPath inputs outputs sourceInfo; _type = "flake"; };
            in
            {
              inherit sourceInfo outPath;
              value = if !(node.flake or true) then sourceInfo // { inherit sourceInfo outPath; }
                else assert builtins.isFunction flake.outputs; whole;
            }) lock.nodes;
        in
        results.${lock.root}.value
        """;

    /// <exception cref="EvalException">The flake cannot be fetched, or is not locked.</exception>
    public static Value Get(string reference, int pos)
    {
        EvalHost host = EvalHost.Current;
        if (host.Engine is not { } engine)
        {
            throw EvalErrors.Unsupported("builtins.getFlake in a program without the interpreter", pos);
        }

        InputAttributes input = FlakeReference.Parse(reference, pos);
        if (host.IsPure && !input.ContainsKey("narHash") && !input.ContainsKey("rev"))
        {
            throw EvalErrors.Evaluation($"cannot call 'getFlake' on unlocked flake reference '{reference}' (use '--impure' to override)", pos);
        }

        InputAttributes whole = input.Copy();
        string dir = input.Text("dir") ?? "";
        input.Remove("dir");
        (NixAttrs tree, string root, NixAttrs flake) = Fetch(input, dir, whole, pos);
        if (input.Type == "git" && input.Flag("submodules") != true && FlakeFile.WantsSubmodules(flake))
        {
            input["submodules"] = true;
            (tree, root, flake) = Fetch(input, dir, whole, pos);
        }

        Value function = engine.Text(Evaluate);
        return Op.Call(
            function, pos, new NixString(LockOf(flake, root, reference, pos)), tree, new NixString(dir), BuiltinTable.Function("fetchTree"));
    }

    private static (NixAttrs Tree, string Root, NixAttrs Flake) Fetch(InputAttributes input, string dir, InputAttributes reference, int pos)
    {
        NixAttrs tree = Fetchers.For("getFlake", pos).FetchFlake(input, pos);
        string root = ((NixString)Op.Force(tree.Find(Symbols.OutPath)!)).Bytes + (dir.Length == 0 ? "" : "/" + dir);
        return EvalHost.Current.KindOf(root + "/flake.nix") == FileKind.Missing
            ? throw EvalErrors.Evaluation($"path '{root}/flake.nix' does not exist", pos)
            : (tree, root, FlakeFile.Read(root + "/flake.nix", reference, pos));
    }

    private static string LockOf(NixAttrs flake, string root, string reference, int pos)
    {
        EvalHost host = EvalHost.Current;
        if (host.KindOf(root + "/flake.lock") != FileKind.Missing)
        {
            return ByteText.FromByteArray(host.ReadBytes(root + "/flake.lock", pos));
        }

        return FlakeFile.HasInputs(flake) ? throw EvalErrors.Unsupported($"locking the inputs of '{reference}', which has no flake.lock,", pos) : NoLock;
    }
}
