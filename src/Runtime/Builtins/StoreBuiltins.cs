using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// Builtins that name store paths. Those that need no store are here whole; fetchers fail with an error that says so
/// until the store model is there.
/// </summary>
public static class StoreBuiltins
{
    public static Value Placeholder(Value output, int pos)
    {
        string name = Op.ForceStringNoContext(output, pos);
        return new NixString("/" + Nix32.Encode(SHA256.HashData(ByteText.ToByteArray("nix-output:" + name))));
    }

    /// <summary>Manual, builtins.toFile: the text may refer to plain store paths only.</summary>
    public static Value ToFile(Value name, Value contents, int pos)
    {
        string file = Op.ForceStringNoContext(name, pos);
        NixString text = Op.ForceString(contents, pos);
        foreach (string element in text.Context?.Elements ?? [])
        {
            if (element[0] is '=' or '!')
            {
                throw EvalErrors.Evaluation(
                    $"files created by builtins.toFile may not reference derivations, but {file} references {element}", pos);
            }
        }

        string path = StorePaths.ForText(file, text.Bytes, text.Context?.Elements ?? []);
        StorePaths.CheckName(file, path[(StorePaths.StoreDir.Length + 1)..], pos);
        return new NixString(path, StringContext.Of(path));
    }

    /// <summary>Manual, builtins.path.</summary>
    public static Value Path(Value argument, int pos)
    {
        NixAttrs args = Op.ForceAttrs(argument, pos);
        string? path = null, name = null, expected = null;
        Value? filter = null;
        bool recursive = true;
        Shape shape = args.Shape;
        for (int i = 0; i < shape.Count; i++)
        {
            Value value = args.Values[i].V;
            switch (Symbols.Name(shape.Keys[i]))
            {
                case "path":
                    StringContext? context = null;
                    path = PathBuiltins.AbsolutePath(value, ref context, pos);
                    break;
                case "name": name = Op.ForceStringNoContext(value, pos); break;
                case "filter": filter = Op.ForceFunction(value, pos); break;
                case "recursive": recursive = Op.ForceBool(value, pos); break;
                case "sha256": expected = Op.ForceStringNoContext(value, pos); break;
                case var other: throw EvalErrors.Evaluation($"unsupported argument '{other}' to 'builtins.path'", pos);
            }
        }

        if (path == null)
        {
            throw EvalErrors.Evaluation("missing required 'path' attribute in the first argument to 'builtins.path'", pos);
        }

        return Add(path, name ?? path[(path.LastIndexOf('/') + 1)..], filter, recursive, expected, pos);
    }

    public static Value FilterSource(Value filter, Value path, int pos)
    {
        StringContext? context = null;
        string source = PathBuiltins.AbsolutePath(path, ref context, pos);
        filter = Op.ForceFunction(filter, pos);
        return Add(source, source[(source.LastIndexOf('/') + 1)..], filter, true, null, pos);
    }

    private static NixString Add(string path, string name, Value? filter, bool recursive, string? expected, int pos)
    {
        Func<string, FileKind, bool>? accepts = filter == null ? null : (p, kind) =>
            Op.IsTrue(Op.Call(filter, new NixString(p), new NixString(TypeOf(kind)), pos), pos);
        EvalHost host = EvalHost.Current;
        if (host.KindOf(path) == FileKind.Missing)
        {
            throw EvalErrors.Evaluation($"path '{path}' does not exist", pos);
        }

        byte[] hash = recursive ? NarHash.Of(path, accepts, pos) : SHA256.HashData(host.ReadBytes(path, pos));
        string store = recursive
            ? StorePaths.ForArchive(name, hash)
            : StorePaths.Make("output:out", Convert.ToHexStringLower(SHA256.HashData(
                ByteText.ToByteArray($"fixed:out:sha256:{Convert.ToHexStringLower(hash)}:"))), name);
        StorePaths.CheckName(name, store[(StorePaths.StoreDir.Length + 1)..], pos);
        if (expected != null && !HashBuiltins.Parse(expected, "sha256", pos).Bytes.AsSpan().SequenceEqual(hash))
        {
            throw EvalErrors.Evaluation($"store path mismatch in (possibly filtered) path added from '{path}'", pos);
        }

        return new NixString(store, StringContext.Of(store));
    }

    private static string TypeOf(FileKind kind) => kind switch
    {
        FileKind.Directory => "directory",
        FileKind.Symlink => "symlink",
        FileKind.Regular => "regular",
        _ => "unknown",
    };

    public static Value StorePath(Value path, int pos) => throw EvalErrors.Unsupported("builtins.storePath", pos);

    public static Value FetchUrl(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchurl", pos);

    public static Value FetchTarball(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchTarball", pos);

    public static Value FetchGit(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchGit", pos);

    public static Value FetchMercurial(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchMercurial", pos);

    public static Value GetFlake(Value args, int pos) => throw Flakes(pos);

    public static Value ParseFlakeRef(Value args, int pos) => throw Flakes(pos);

    public static Value FlakeRefToString(Value args, int pos) => throw Flakes(pos);

    private static EvalException Flakes(int pos) => EvalErrors.Evaluation(
        "experimental Nix feature 'flakes' is disabled; add '--extra-experimental-features flakes' to enable it", pos);
}
