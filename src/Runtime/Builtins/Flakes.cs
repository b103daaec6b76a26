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
          results = builtins.mapAttrs (name: node:
            let
              isRoot = name == lock.root;
              sourceInfo = if isRoot then rootTree else fetchTree (removeAttrs node.locked [ "dir" ]);
              dir = if isRoot then rootDir else node.locked.dir or "";
              outPath = sourceInfo.outPath + (if dir == "" then "" else "/" + dir);
              flake = import (outPath + "/flake.nix");
              inputs = builtins.mapAttrs (_: spec: results.${nodeOf spec}) (node.inputs or { });
              outputs = flake.outputs (inputs // { self = whole; });
              whole = outputs // sourceInfo // { inherit outPath inputs outputs sourceInfo; _type = "flake"; };
            in
            if !(node.flake or true) then sourceInfo // { inherit sourceInfo outPath; }
            else assert builtins.isFunction flake.outputs; whole) lock.nodes;
        in
        results.${lock.root}
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

        string dir = input.Text("dir") ?? "";
        input.Remove("dir");
        NixAttrs tree = Op.ForceAttrs(FetchBuiltins.FetchTree(input.ToValue(), pos), pos);
        string root = ((NixString)Op.Force(tree.Find(Symbols.OutPath)!)).Bytes + (dir.Length == 0 ? "" : "/" + dir);
        Value function = engine.Text(Evaluate);
        return Op.Call(
            function, pos, new NixString(LockOf(root, reference, pos)), tree, new NixString(dir), BuiltinTable.Function("fetchTree"));
    }

    private static string LockOf(string root, string reference, int pos)
    {
        EvalHost host = EvalHost.Current;
        if (host.KindOf(root + "/flake.nix") == FileKind.Missing)
        {
            throw EvalErrors.Evaluation($"path '{root}/flake.nix' does not exist", pos);
        }

        if (host.KindOf(root + "/flake.lock") != FileKind.Missing)
        {
            return ByteText.FromByteArray(host.ReadBytes(root + "/flake.lock", pos));
        }

        NixAttrs flake = Op.ForceAttrs(Modules.Import(root + "/flake.nix", pos), pos);
        bool hasInputs = flake.Find(Symbols.Intern("inputs")) is { } inputs && Op.ForceAttrs(inputs, pos).Count > 0;
        return hasInputs ? throw EvalErrors.Unsupported($"locking the inputs of '{reference}', which has no flake.lock,", pos) : NoLock;
    }
}
