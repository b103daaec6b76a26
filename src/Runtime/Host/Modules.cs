using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Host;

/// <summary>The compiled files of the process, and the values of those that were imported in the running evaluation.</summary>
public static unsafe class Modules
{
    private static readonly Dictionary<string, nint> s_byRelativePath = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, nint> s_byPath = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, Value> s_imported = new(StringComparer.Ordinal);

    /// <summary>Registers a compiled file by its path under the source root.</summary>
    public static void Register(string relativePath, delegate*<Value> main) => s_byRelativePath[relativePath] = (nint)main;

    /// <summary>Registers a file compiled while the program runs, by its absolute path.</summary>
    public static void RegisterAbsolute(string path, delegate*<Value> main) => s_byPath[path] = (nint)main;

    /// <summary>Forgets the values of an earlier evaluation: it may have seen other files or settings.</summary>
    internal static void ForgetValues()
    {
        s_imported.Clear();
        Store.StorePaths.ForgetCopies();
    }

    private static delegate*<Value> Find(string path)
    {
        if (s_byPath.TryGetValue(path, out nint found))
        {
            return (delegate*<Value>)found;
        }

        if (s_byRelativePath.TryGetValue(path, out found))
        {
            return (delegate*<Value>)found;
        }

        string root = EvalHost.Current.SourceRoot;
        string prefix = root == "/" ? "/" : root + "/";
        return path.StartsWith(prefix, StringComparison.Ordinal) && s_byRelativePath.TryGetValue(path[prefix.Length..], out found)
            ? (delegate*<Value>)found
            : null;
    }

    /// <summary>The value of a file; a directory means its default.nix. Evaluated once in an evaluation.</summary>
    public static Value Import(string path, int pos)
    {
        string file = Resolve(path);
        if (s_imported.TryGetValue(file, out Value? known))
        {
            return Op.Force(known);
        }

        delegate*<Value> main = Find(file);
        if (main == null)
        {
            main = Load(file, pos);
        }

        var thunk = new Thunk(&RunMain, new MainCode { Code = main });
        s_imported[file] = thunk;
        return thunk.Force();
    }

    private sealed class MainCode
    {
        public required delegate*<Value> Code;
    }

    private static Value RunMain(object? main, object? unused) => ((MainCode)main!).Code();

    private static string Resolve(string path)
    {
        // What was compiled in needs no file system.
        if (Find(path) != null)
        {
            return path;
        }

        if (Find(path + "/default.nix") != null)
        {
            return path + "/default.nix";
        }

        EvalHost host = EvalHost.Current;
        path = host.ResolveSymlinks(path);
        return host.KindOf(path) == FileKind.Directory ? (path == "/" ? "" : path) + "/default.nix" : path;
    }

    private static delegate*<Value> Load(string file, int pos)
    {
        EvalHost host = EvalHost.Current;
        if (host.KindOf(file) == FileKind.Missing)
        {
            throw EvalErrors.Evaluation($"path '{file}' does not exist", pos);
        }

        if (host.CompileFile?.Invoke(file) == true && Find(file) is var main && main != null)
        {
            return main;
        }

        throw new EvalException(
            ErrorKind.Unsupported,
            $"file '{file}' is not part of this program: it was not seen when the program was built. Build it in with --include, "
            + "or evaluate with 'tvix-aot eval'",
            pos);
    }
}
