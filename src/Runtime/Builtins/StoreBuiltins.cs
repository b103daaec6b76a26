using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// Builtins that name store paths or put files into the store.
/// </summary>
public static class StoreBuiltins
{
    public static Value Placeholder(Value output, int pos)
    {
        string name = Op.ForceStringNoContext(output, pos);
        return new NixString(Placeholders.Own(name));
    }

    /// <summary>Manual, builtins.toFile: the text may refer to plain store paths only.</summary>
    public static Value ToFile(Value name, Value contents, int pos)
    {
        string file = Op.ForceStringNoContext(name, pos);
        NixString text = Op.ForceString(contents, pos);
        var references = new List<string>();
        foreach (ContextElement element in StringContext.ElementsOf(text.Context))
        {
            references.Add(element.IsOpaque ? element.Path : throw EvalErrors.Evaluation(
                $"files created by builtins.toFile may not reference derivations, but {file} references {element.ToShortText()}", pos));
        }

        string path = StorePaths.AddText(file, text.Bytes, references);
        return new NixString(path, StringContext.Of(path));
    }

    /// <summary>Manual, builtins.path.</summary>
    public static Value Path(Value argument, int pos)
    {
        NixAttrs args = Op.ForceAttrs(argument, pos);
        string? path = null, name = null, expected = null;
        StringContext? context = null;
        Value? filter = null;
        bool recursive = true;
        Shape shape = args.Shape;
        for (int i = 0; i < shape.Count; i++)
        {
            Value value = args.Values[i].V;
            int at = shape.PositionAt(i);
            switch (Symbols.Name(shape.Keys[i]))
            {
                case "path": path = PathOf(value, at, ref context); break;
                case "name": name = Expect.StringNoContext(value, "while evaluating the `name` attribute passed to builtins.path", at); break;
                case "filter": filter = Expect.Function(value, "while evaluating the `filter` parameter passed to builtins.path", at); break;
                case "recursive": recursive = Expect.Bool(value, "while evaluating the `recursive` attribute passed to builtins.path", at, at); break;
                case "sha256": expected = Expect.StringNoContext(value, "while evaluating the `sha256` attribute passed to builtins.path", at); break;
                default: throw EvalErrors.Evaluation($"unsupported argument '{ErrorTexts.AttributeName(shape.Keys[i])}' to 'builtins.path'", at);
            }
        }

        if (path == null)
        {
            throw EvalErrors.Evaluation("missing required 'path' attribute in the first argument to 'builtins.path'", pos);
        }

        return Add(path, string.IsNullOrEmpty(name) ? path[(path.LastIndexOf('/') + 1)..] : name, filter, recursive, expected, context, pos);
    }

    private static string PathOf(Value value, int at, ref StringContext? context)
    {
        bool isForced = false;
        try
        {
            value = Op.Force(value, at);
            isForced = true;
            return PathBuiltins.AbsolutePathUnchecked(value, ref context, 0, at);
        }
        catch (EvalException e) when (IsPath(e, at, isForced))
        {
            throw;
        }
    }

    // The line says what the text was for, not what went wrong in what gives it.
    private static bool IsPath(EvalException e, int at, bool isForced)
    {
        bool isCoercion = e.TakeCoercion();
        return (isCoercion || !isForced) && e.AddFrame("while evaluating the 'path' attribute passed to 'builtins.path'", at);
    }

    public static Value FilterSource(Value filter, Value path, int pos)
    {
        StringContext? context = null;
        string source = PathBuiltins.AbsolutePathUnchecked(path, ref context, pos, pos);
        filter = Op.ForceFunction(filter, pos);
        return Add(source, source[(source.LastIndexOf('/') + 1)..], filter, true, null, context, pos);
    }

    private static NixString Add(string path, string name, Value? filter, bool recursive, string? expected, StringContext? context, int pos)
    {
        TreeFilter? accepts = filter == null ? null : (p, kind) => Expect.Bool(
            Op.Call(filter, new NixString(p), new NixString(TypeOf(kind)), pos), "while evaluating the return value of the path filter function");
        byte[]? hash = expected == null ? null : HashBuiltins.ParseOrEmpty(expected, "sha256", pos).Bytes;
        try
        {
            PathBuiltins.Realise(context, pos);
            string tree = EvalHost.Current.ResolveAllSymlinks(path);
            if (EvalHost.Current.KindOf(tree) == FileKind.Missing)
            {
                throw EvalErrors.Evaluation($"path '{tree}' does not exist", pos);
            }

            string store = StorePaths.AddTree(tree, name, accepts, recursive ? IngestionMethod.Nar : IngestionMethod.Flat, hash, pos);
            return new NixString(store, StringContext.Of(store));
        }
        catch (EvalException e) when (e.AddFrame($"while adding path '{path}'", 0))
        {
            throw;
        }
    }

    private static string TypeOf(FileKind kind) => kind switch
    {
        FileKind.Directory => "directory",
        FileKind.Symlink => "symlink",
        FileKind.Regular => "regular",
        _ => "unknown",
    };

    /// <summary>Manual, builtins.storePath: a path that is in the store already, as a reference to it.</summary>
    public static Value StorePath(Value path, int pos)
    {
        StringContext? context = null;
        EvalHost host = EvalHost.Current;
        host.RequireImpure("builtins.storePath", pos);
        string text = PathBuiltins.AbsolutePathUnchecked(path, ref context, pos, pos);
        if (!StorePaths.IsInStore(text))
        {
            text = host.ResolveSymlinks(text);
        }

        if (!StorePaths.IsInStore(text))
        {
            throw EvalErrors.Evaluation($"path '{text}' is not in the Nix store", pos);
        }

        string storePath = StorePaths.ToStorePath(text, pos);
        if (host.Store != null && !host.IsValid(storePath))
        {
            throw EvalErrors.Evaluation($"path '{storePath}' is not valid", pos);
        }

        return new NixString(text, StringContext.Union(context, StringContext.Of(storePath)));
    }
}
