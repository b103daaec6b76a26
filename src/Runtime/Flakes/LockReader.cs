using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Runtime.Builtins;
using Tvix.Aot.Runtime.Fetching;
using Tvix.Aot.Runtime.Fetching.Schemes;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Flakes;

/// <summary>Reads a flake.lock (LockFile::LockFile).</summary>
internal sealed class LockReader
{
    private readonly NixAttrs _nodes;
    private readonly Dictionary<string, LockNode> _read = new(StringComparer.Ordinal);

    private LockReader(NixAttrs nodes) => _nodes = nodes;

    /// <param name="file">A flake.lock; one that is not there locks nothing.</param>
    /// <exception cref="EvalException">It is no lock file, or one of another version.</exception>
    public static LockFile Read(string file)
    {
        EvalHost host = EvalHost.Current;
        if (host.KindOf(file) == FileKind.Missing)
        {
            return new LockFile();
        }

        NixAttrs whole = Parse(file, ByteText.FromByteArray(host.ReadBytes(file, 0))) as NixAttrs ?? throw Malformed(file, "is no object");
        long version = Member(whole, "version") is NixInt number ? number.Value : 0;
        if (version is < 5 or > 7)
        {
            throw EvalErrors.Evaluation($"lock file '{file}' has unsupported version {version}");
        }

        string root = (Member(whole, "root") as NixString ?? throw Malformed(file, "names no root")).Bytes;
        var reader = new LockReader(Member(whole, "nodes") as NixAttrs ?? throw Malformed(file, "has no nodes"));
        var node = new LockNode();
        reader._read[root] = node;
        reader.ReadInputs(node, Member(reader._nodes, root));
        return new LockFile { Root = node };
    }

    private static Value Parse(string file, string text)
    {
        try
        {
            return JsonReader.Read(text, 0);
        }
        catch (EvalException e)
        {
            throw EvalErrors.Evaluation($"Could not parse '{file}': {e.Message}");
        }
    }

    private static EvalException Malformed(string file, string what) => EvalErrors.Evaluation($"lock file '{file}' {what}");

    private static Value? Member(NixAttrs set, string name) => set.Find(Symbols.Intern(name)) is { } value ? Op.Force(value) : null;

    private void ReadInputs(LockNode node, Value? json)
    {
        if (json is not NixAttrs members || Member(members, "inputs") is not NixAttrs inputs)
        {
            return;
        }

        foreach (int symbol in inputs.Shape.Keys)
        {
            Value target = Op.Force(inputs.Find(symbol)!);
            node.Inputs[Symbols.Name(symbol)] = target is NixList path ? new(null, PathOf(path)) : new(NodeOf(TextOf(target)), null);
        }
    }

    private LockNode NodeOf(string name)
    {
        if (!_read.TryGetValue(name, out LockNode? node))
        {
            NixAttrs json = Member(_nodes, name) as NixAttrs ?? throw EvalErrors.Evaluation($"lock file references missing node '{name}'");
            node = new LockNode { Locked = LockedOf(json) };
            _read[name] = node;
            ReadInputs(node, json);
        }

        return node.Locked != null ? node : throw EvalErrors.Evaluation("lock file contains cycle to root node");
    }

    private static LockedInput LockedOf(NixAttrs json)
    {
        InputAttributes locked = ReferenceOf(json, "locked"), original = ReferenceOf(json, "original");
        if (!FlakeReference.IsRelative(locked) && !InputScheme.IsLocked(locked))
        {
            if (!locked.ContainsKey("narHash"))
            {
                throw EvalErrors.Evaluation($"Lock file contains unlocked input '{locked.AsJson()}'. Use '--allow-dirty-locks' to accept this lock file.");
            }

            EvalHost.Current.WriteError(
                $"warning: Lock file entry '{FlakeReference.Show(locked, 0)}' is unlocked (e.g. lacks a Git revision) but is checked by NAR hash. "
                + "This is not reproducible and will break after garbage collection or when shared.\n");
        }

        return new(locked, original, Member(json, "flake") is not NixBool { Value: false }, Member(json, "parent") is NixList path ? PathOf(path) : null);
    }

    private static InputAttributes ReferenceOf(NixAttrs json, string name)
    {
        NixAttrs given = Member(json, name) as NixAttrs ?? throw EvalErrors.Evaluation($"attribute '{name}' missing in lock file");
        var input = InputAttributes.FromJson(given);
        if (name == "locked" && Member(json, "info") is NixAttrs info)
        {
            foreach ((string key, object value) in InputAttributes.FromJson(info))
            {
                input[key] = value;
            }
        }

        return FlakeReference.Check(input);
    }

    private static string[] PathOf(NixList path) => [.. Enumerable.Range(0, path.Count).Select(i => TextOf(Op.Force(path[i])))];

    private static string TextOf(Value value) => value is NixString text ? text.Bytes
        : throw EvalErrors.Evaluation($"a lock file has {TypeNames.WithArticle(value)} where the name of a node is expected");
}
