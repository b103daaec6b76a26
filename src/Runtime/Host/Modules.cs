using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Host;

/// <summary>The compiled files of a program, by their path under its source root.</summary>
public sealed unsafe class ModuleTable
{
    private readonly Dictionary<string, (nint Main, ulong? Key)> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    /// <param name="contentKey">Of the text that was compiled (ContentKeys): a file that has changed since is not this one.</param>
    public ModuleTable Add(string relativePath, delegate*<Value> main, ulong? contentKey = null)
    {
        _byPath[relativePath] = ((nint)main, contentKey);
        return this;
    }

    /// <summary>A symlink that led to a compiled file, or to the folder of a compiled default.nix, when the program was built.</summary>
    public void AddLink(string link, string relativePath) => _links[link] = relativePath;

    internal bool HasLinks => _links.Count > 0;

    internal string? TargetOf(string link) => _links.GetValueOrDefault(link);

    internal delegate*<Value> Find(string path) => _byPath.TryGetValue(path, out (nint Main, ulong? Key) found) ? (delegate*<Value>)found.Main : null;

    internal ulong? KeyOf(string path) => _byPath.TryGetValue(path, out (nint Main, ulong? Key) found) ? found.Key : null;
}

/// <summary>Finds compiled files, and keeps the values of those that were imported in the running evaluation.</summary>
public static unsafe class Modules
{
    private const int ManyFiles = 32;

    private static readonly Dictionary<string, nint> s_byPath = new(StringComparer.Ordinal);

    /// <summary>Registers a file compiled while the program runs, by its absolute path.</summary>
    public static void RegisterAbsolute(string path, delegate*<Value> main)
    {
        lock (s_byPath)
        {
            s_byPath[path] = (nint)main;
        }
    }

    /// <summary>The code of a file that is compiled; null where there is none.</summary>
    public static delegate*<Value> FindCompiled(string path) => Find(path);

    private static delegate*<Value> Find(string path)
    {
        if (EvalHost.Current.IsInterpreted)
        {
            return null;
        }

        lock (s_byPath)
        {
            if (s_byPath.TryGetValue(path, out nint found))
            {
                return (delegate*<Value>)found;
            }
        }

        if (EvalHost.Current.Modules is not { } table)
        {
            return null;
        }

        delegate*<Value> main = table.Find(path);
        return main != null ? main : table.Find(InTable(path));
    }

    /// <summary>The value of a file; a directory means its default.nix. Evaluated once in an evaluation.</summary>
    public static Value Import(string path, int pos)
    {
        if (CorePackages.IsCore(path))
        {
            return CorePackages.Import(path, pos);
        }

        string file = Resolve(path, out FileKind kind);
        if (Imported(file) is { } known)
        {
            return Op.Force(known);
        }

        var thunk = new Thunk(&RunImport, new FileCode { File = file, Main = CodeOf(file, kind, pos) });
        Dictionary<string, Value> imported = Session.Current.Imported;
        lock (imported)
        {
            // Another thread may have come here in between.
            if (!imported.TryAdd(file, thunk))
            {
                thunk = (Thunk)imported[file];
            }

            if (imported.Count == ManyFiles)
            {
                Nursery.LeaveForFiles();
            }
        }

        return thunk.Force();
    }

    /// <summary>
    /// The value of the file that an evaluation begins with. To Nix it is an expression like any other: if it is imported, too, it is evaluated
    /// once more.
    /// </summary>
    public static Value Evaluate(string path, int pos)
    {
        if (CorePackages.IsCore(path))
        {
            return CorePackages.Import(path, pos);
        }

        string file = Resolve(path, out FileKind kind);
        return new FileCode { File = file, Main = CodeOf(file, kind, pos) }.Run();
    }

    /// <summary>What was compiled of a file; null for the interpreter.</summary>
    /// <exception cref="EvalException">There is no such file, or nothing that could evaluate it.</exception>
    private static delegate*<Value> CodeOf(string file, FileKind kind, int pos)
    {
        delegate*<Value> main = HasChanged(file) ? null : Find(file);
        if (main == null)
        {
            EvalHost.Current.CheckAccess(file, pos);
            CheckExists(file, kind, pos);
        }

        return main;
    }

    private sealed class FileCode
    {
        public required string File;

        public required delegate*<Value> Main;

        public Value Run() => Main != null ? Main() : EvalHost.Current.Engine!.File(File, 0);
    }

    private static Value RunImport(object? code, object? unused)
    {
        var file = (FileCode)code!;
        try
        {
            return file.Run();
        }
        catch (EvalException e) when (AddFrame(e, file.File))
        {
            throw;
        }
    }

    /// <summary>Nix reads and binds a file before it evaluates it (ExprParseFile::eval).</summary>
    private static bool AddFrame(EvalException e, string file) =>
        !(e.ErrorKind == ErrorKind.Syntax && Positions.FileOf(e.Position)?.DisplayPath == file)
        && !e.Message.StartsWith($"opening file '{file}': ", StringComparison.Ordinal)
        && e.AddFrame($"while evaluating the file '{file}':", 0);

    private static Value? Imported(string file)
    {
        Dictionary<string, Value> imported = Session.Current.Imported;
        lock (imported)
        {
            return imported.GetValueOrDefault(file);
        }
    }

    /// <summary>
    /// The file that lies there now is not the one that was compiled in; only where something else can evaluate it. Where the
    /// evaluation may not look at files, what was compiled in needs none.
    /// </summary>
    private static bool HasChanged(string file)
    {
        EvalHost host = EvalHost.Current;
        if (host.Engine == null || host.TrustCompiled || host.IsPure || host.IsRestricted || host.Modules is not { } table)
        {
            return false;
        }

        ulong? key = table.KeyOf(InTable(file));
        return key != null && host.ContentKeyOf(file) is { } found && found != key;
    }

    /// <param name="kind">What lies there, where that was looked at: at what is not compiled in.</param>
    private static string Resolve(string path, out FileKind kind)
    {
        // What was compiled in needs no file system.
        kind = FileKind.Unknown;
        path = LinkedTo(path);
        if (Find(path) != null)
        {
            return path;
        }

        // A symlink to a folder leads to the file in that, and is known only where all was compiled at once.
        if (EvalHost.Current.Modules != null && Find(path + "/default.nix") != null)
        {
            return path + "/default.nix";
        }

        path = EvalHost.Current.ResolveSymlinks(path, out kind);
        if (kind != FileKind.Directory)
        {
            return path;
        }

        kind = FileKind.Unknown;
        return (path == "/" ? "" : path) + "/default.nix";
    }

    private static string LinkedTo(string path)
    {
        if (EvalHost.Current is not { IsInterpreted: false, Modules: { HasLinks: true } table })
        {
            return path;
        }

        string? target = table.TargetOf(InTable(path));
        return target == null ? path : target.StartsWith('/') ? target : Root + target;
    }

    /// <summary>A path as tables have it.</summary>
    private static string InTable(string path) => Root is var root && path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : path;

    // What the paths of compiled files are relative to.
    private static string Root => EvalHost.Current.SourceRoot is "/" ? "/" : EvalHost.Current.SourceRoot + "/";

    private static void CheckExists(string file, FileKind kind, int pos)
    {
        EvalHost host = EvalHost.Current;
        if ((kind == FileKind.Unknown ? host.KindOf(file) : kind) == FileKind.Missing)
        {
            throw host.Missing(file, pos);
        }

        if (host.Engine == null)
        {
            throw new EvalException(
                ErrorKind.Unsupported,
                $"file '{file}' is not part of this program: it was not seen when the program was built. Build it in with --include, "
                + "or evaluate with 'tvix-aot eval'",
                pos);
        }
    }
}
