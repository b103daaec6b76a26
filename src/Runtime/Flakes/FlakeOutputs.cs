using System;
using System.Linq;
using Tvix.Aot.Runtime.Builtins;
using Tvix.Aot.Runtime.Fetching;
using Tvix.Aot.Runtime.Fetching.Schemes;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Flakes;

/// <summary>
/// builtins.getFlake (Nix manual, "Flakes"): the outputs of a flake. Inputs that its lock file does not have are locked in memory; no
/// lock file is written.
/// </summary>
internal static class FlakeOutputs
{
    // What a lock file means, in the language itself: every node is a tree that is fetched, unless it was while inputs were locked, a
    // flake in it, and its inputs' results.
    private const string Evaluate = """
        lockText: places: fetchTree:
        let
          lock = builtins.fromJSON lockText;
          nodeOf = spec: if builtins.isList spec then walk lock.root spec else spec;
          walk = node: path:
            if path == [ ] then node
            else walk (nodeOf lock.nodes.${node}.inputs.${builtins.head path}) (builtins.tail path);
          below = folder: path: folder + (if path == "" then "" else "/" + path);
          # A relative path lies in the tree of the node that names it.
          isRelative = node: node.locked.type or null == "path" && builtins.substring 0 1 node.locked.path != "/";
          results = builtins.mapAttrs (name: node:
            let
              isInside = !(places ? ${name}) && isRelative node;
              parent = results.${walk lock.root node.parent};
              sourceInfo = places.${name}.sourceInfo or (if isInside then parent.sourceInfo else fetchTree (removeAttrs node.locked [ "dir" ]));
              outPath = if isInside then below parent.outPath node.locked.path
                else below sourceInfo.outPath (places.${name}.dir or node.locked.dir or "");
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

    /// <exception cref="EvalException">The flake or one of its inputs cannot be fetched, or is none.</exception>
    public static Value Get(string reference, int pos)
    {
        EvalHost host = EvalHost.Current;
        if (host.Engine is not { } engine)
        {
            throw EvalErrors.Unsupported("builtins.getFlake in a program without the interpreter", pos);
        }

        InputAttributes input = FlakeReference.Parse(reference, pos);
        if (host.IsPure && !InputScheme.IsLocked(input))
        {
            throw EvalErrors.Evaluation($"cannot call 'getFlake' on unlocked flake reference '{reference}', at {Positions.Show(0)}:0 (use --impure to override)", 0);
        }

        var source = new FlakeSource(UsesRegistries: !host.IsPure && host.UsesRegistries);
        LoadedFlake flake = source.Load(input, []);
        string text;
        NixAttrs places;
        try
        {
            (text, places) = Lock(flake, input, new FlakeLocker(source, takesUnlocked: !host.IsPure));
        }
        catch (EvalException e) when (e.AddFrame($"while updating the lock file of flake '{FlakeReference.Show(flake.Locked, 0)}'", 0))
        {
            throw;
        }

        return Op.Call(engine.Text(Evaluate), pos, new NixString(text), places, BuiltinTable.Function("fetchTree"));
    }

    private static (string Text, NixAttrs Places) Lock(LoadedFlake flake, InputAttributes reference, FlakeLocker locker)
    {
        LockFile old = LockReader.Read(flake.Folder + "/flake.lock"), locked = locker.Lock(flake, old);
        var (text, names) = locked.ToJson();
        bool isChanged = text != old.ToJson().Text;
        if (isChanged)
        {
            string changes = LockFile.Changes(old, locked).TrimEnd('\n');
            EvalHost.Current.WriteError($"warning: not writing modified lock file of flake '{FlakeReference.Show(reference, 0)}':\n{changes}\n");
        }

        locker.Places[locked.Root] = (flake.Tree!.ToValue(forFetchGit: false, isDirty: isChanged), flake.Folder);
        var places = new AttrsBuilder(names.Count);
        foreach ((LockNode node, string name) in names.OrderBy(n => n.Value, StringComparer.Ordinal))
        {
            if (locker.Places.TryGetValue(node, out (NixAttrs SourceInfo, string Folder) known))
            {
                places.Add(name, PlaceOf(known.SourceInfo, known.Folder));
            }
        }

        return (text, places.ToAttrs());
    }

    private static NixAttrs PlaceOf(NixAttrs sourceInfo, string folder)
    {
        string root = FlakeSource.TreeOf(folder);
        var place = new AttrsBuilder(2);
        place.Add("sourceInfo", sourceInfo);
        place.Add("dir", new NixString(folder[root.Length..].TrimStart('/')));
        return place.ToAttrs();
    }
}
