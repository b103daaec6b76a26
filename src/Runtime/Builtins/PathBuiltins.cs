using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Paths and files.</summary>
public static class PathBuiltins
{
    // Here and elsewhere: inlined into a compiled function, the address of the context would make calls of that function's jumps.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string PathArgument(Value v, int pos)
    {
        StringContext? context = null;
        return AbsolutePath(v, ref context, pos);
    }

    /// <summary>The same without symlinks, for builtins that read what lies there (EvalState::realisePath).</summary>
    internal static string ResolvedArgument(Value v, int pos)
    {
        string path = PathArgument(v, pos);
        try
        {
            return EvalHost.Current.ResolveAllSymlinks(path);
        }
        catch (EvalException e) when (AddPathFrame(e, path))
        {
            throw;
        }
    }

    private static bool AddPathFrame(EvalException e, string path) => e.AddFrame($"while realising the context of path '{path}'", 0);

    /// <summary>A path, or what coerces to an absolute path as a string; what its context names must be there.</summary>
    internal static string AbsolutePath(Value v, ref StringContext? context, int pos)
    {
        string path = AbsolutePathUnchecked(v, ref context, pos, pos);
        try
        {
            Realise(context, pos);
        }
        catch (EvalException e) when (AddPathFrame(e, path))
        {
            throw;
        }

        return path;
    }

    /// <param name="pos">The place of errors.</param>
    /// <param name="place">Where <c>__toString</c> is called.</param>
    internal static string AbsolutePathUnchecked(Value v, ref StringContext? context, int pos, int place)
    {
        v = Op.Force(v);
        if (v is NixAttrs set)
        {
            return FromSet(set, ref context, pos, place);
        }

        if (v is NixPath path)
        {
            return path.Path;
        }

        return Absolute(Coercion.ToText(v, ref context, pos, CoercionMode.None), pos);
    }

    // What they give may be a path itself, which stays one (coerceToPath).
    private static string FromSet(NixAttrs set, ref StringContext? context, int pos, int place) =>
        set.Find(Symbols.ToStringSymbol) is { } toString ? AbsolutePathUnchecked(Op.Call(toString, set, place), ref context, pos, place)
            : set.Find(Symbols.OutPath) is { } outPath ? AbsolutePathUnchecked(outPath, ref context, pos, place)
            : Absolute(Coercion.ToText(set, ref context, pos, CoercionMode.None), pos);

    private static string Absolute(string text, int pos) => text.Length == 0 || text[0] != '/'
        ? throw new EvalException(ErrorKind.Evaluation, $"string '{text}' doesn't represent an absolute path", pos) { IsCoercion = true }
        : PathText.Canonicalize(text);

    /// <summary>Checks that what a string refers to can be read (EvalState::realiseContext).</summary>
    /// <exception cref="EvalException">Something is not in the store, or would have to be built first.</exception>
    internal static void Realise(StringContext? context, int pos)
    {
        if (context == null)
        {
            return;
        }

        EvalHost host = EvalHost.Current;
        var wanted = new List<(string DrvPath, string Output)>();
        foreach (ContextElement element in StringContext.ElementsOf(context))
        {
            bool isBuilt = element.Output is { } output && IsBuilt(host, element.Path, output);
            if (!isBuilt && !host.IsValid(element.Path))
            {
                throw EvalErrors.Evaluation($"path '{element.BaseName}' is not valid", pos);
            }

            if (element.Output != null)
            {
                wanted.Add((element.Path, element.Output));
            }
        }

        if (wanted.Count > 0)
        {
            RequireImportFromDerivation(host, wanted[0], pos);
            foreach ((string drvPath, string output) in wanted)
            {
                if (!IsBuilt(host, drvPath, output))
                {
                    Build(host, drvPath, output, pos);
                }
            }
        }
    }

    private static void RequireImportFromDerivation(EvalHost host, (string DrvPath, string Output) first, int pos)
    {
        string name = $"{first.DrvPath}^{first.Output}";
        if (!host.AllowImportFromDerivation)
        {
            throw EvalErrors.Evaluation($"cannot build '{name}' during evaluation because the option 'allow-import-from-derivation' is disabled", pos);
        }

        if (host.TracesImportFromDerivation)
        {
            host.WriteError($"warning: built '{name}' during evaluation due to an import from derivation\n");
        }
    }

    /// <summary>Import from derivation.</summary>
    private static void Build(EvalHost host, string drvPath, string output, int pos)
    {
        if (ContextElement.IsOfAnother(output))
        {
            throw EvalErrors.Unsupported($"building '{drvPath}^{output}', whose derivation another one makes, during the evaluation", pos);
        }

        Parallel.Worker.RequireMain();
        if (host.Store?.TryBuild(drvPath, output) != true)
        {
            throw EvalErrors.Unsupported($"building '{drvPath}' during the evaluation (import from derivation) without '--daemon'", pos);
        }

        if (!IsBuilt(host, drvPath, output))
        {
            throw EvalErrors.Unsupported($"reading the output '{output}' of '{drvPath}', whose path is known only to the store that built it", pos);
        }
    }

    private static bool IsBuilt(EvalHost host, string drvPath, string output) =>
        Store.KnownDerivation.Find(drvPath) is { } drv
        && Array.Find(drv.Outputs, o => o.Name == output).Path is { Length: > 0 } known && host.IsValid(known);

    public static Value Import(Value path, int pos) => Modules.Import(PathArgument(path, pos), pos);

    public static Value ScopedImport(Value scope, Value path, int pos)
    {
        string file = PathArgument(path, pos);
        NixAttrs names = Op.ForceAttrs(scope, pos);
        EvalHost host = EvalHost.Current;
        if (host.Engine is not { } engine)
        {
            throw EvalErrors.Unsupported("scopedImport in a compiled program", pos);
        }

        file = host.ResolveSymlinks(file);
        file = host.KindOf(file) == FileKind.Directory ? file + "/default.nix" : file;
        return Op.CallInScope(engine.Scoped(file, Array.ConvertAll(names.Shape.Keys, Symbols.Name)), names);
    }

    /// <summary>Manual, builtins.pathExists: a trailing slash asks for a directory.</summary>
    public static Value PathExists(Value path, int pos)
    {
        Value v = Op.Force(path);
        StringContext? context = null;
        bool directory = v is NixString { Bytes: var text } && (text.EndsWith('/') || text.EndsWith("/.", StringComparison.Ordinal));
        string absolute = AbsolutePath(v, ref context, pos);
        EvalHost host = EvalHost.Current;
        if (!host.MayAccess(absolute))
        {
            return NixBool.False;
        }

        FileKind kind = directory ? host.KindOfTarget(absolute) : host.KindOf(absolute);
        return NixBool.Of(directory ? kind == FileKind.Directory : kind != FileKind.Missing);
    }

    public static Value ReadFile(Value path, int pos)
    {
        string file = ResolvedArgument(path, pos);
        string text = EvalHost.Current.ReadText(file, pos);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw EvalErrors.Evaluation($"the contents of the file '{file}' cannot be represented as a Nix string", pos);
        }

        return new NixString(text);
    }

    public static Value ReadDir(Value path, int pos)
    {
        SortedDictionary<string, FileKind> entries = EvalHost.Current.ListDirectory(ResolvedArgument(path, pos), pos);
        var result = new AttrsBuilder(entries.Count);
        foreach ((string name, FileKind kind) in entries)
        {
            result.Add(name, new NixString(NameOf(kind)));
        }

        return result.ToAttrs();
    }

    private static string NameOf(FileKind kind) => kind switch
    {
        FileKind.Regular => "regular",
        FileKind.Directory => "directory",
        FileKind.Symlink => "symlink",
        _ => "unknown",
    };

    public static Value ReadFileType(Value path, int pos)
    {
        string file = PathArgument(path, pos);
        FileKind kind = EvalHost.Current.KindOf(file);
        if (EvalHost.Current.SymlinkAbove(file) is { } link)
        {
            throw EvalErrors.Evaluation($"path '{link}' is a symlink", pos);
        }

        return kind == FileKind.Missing
            ? throw EvalErrors.Evaluation($"path '{file}' does not exist", pos)
            : new NixString(NameOf(kind));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Value ToPath(Value path, int pos)
    {
        StringContext? context = null;
        return new NixString(AbsolutePathUnchecked(path, ref context, pos, pos), context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Value BaseNameOf(Value path, int pos)
    {
        Value v = Op.Force(path);
        StringContext? context = null;
        string text = v is NixPath p ? p.Text : Coercion.ToText(v, ref context, pos, CoercionMode.None);
        if (text.Length == 0)
        {
            return new NixString("", context);
        }

        int end = text.Length;
        end -= text[end - 1] == '/' && end > 1 ? 1 : 0;
        int slash = text.LastIndexOf('/', end - 1);
        return new NixString(text[(slash + 1)..end], context);
    }

    public static Value DirOf(Value path, int pos)
    {
        Value v = Op.Force(path);
        if (v is NixPath p)
        {
            return new NixPath(PathText.DirectoryOf(p.Path));
        }

        StringContext? context = null;
        string text = Coercion.ToText(v, ref context, pos, CoercionMode.None);
        int slash = text.LastIndexOf('/');
        return new NixString(slash < 0 ? "." : slash == 0 ? "/" : text[..slash], context);
    }

    /// <summary>Manual, builtins.findFile: the first entry of the search path that has the file.</summary>
    public static Value FindFile(Value searchPath, Value name, int pos)
    {
        const string Passed = "of an element of the list passed to builtins.findFile";
        NixList entries = Op.ForceList(searchPath, pos);
        var pairs = new List<(string Prefix, string Path)>();
        for (int i = 0; i < entries.Count; i++)
        {
            NixAttrs entry = Expect.Attrs(entries[i], "while evaluating an element of the list passed to builtins.findFile");
            string prefix = entry.Find(Symbols.Prefix) is { } p ? Expect.StringNoContext(p, "while evaluating the `prefix` attribute " + Passed) : "";
            StringContext? context = null;
            Value value = Expect.Attribute(entry, Symbols.Path, "in an element of the __nixPath");
            string path = Expect.Text(value, ref context, CoercionMode.None, "while evaluating the `path` attribute " + Passed);
            Expect.Valid(context, path);
            Realise(context, pos);
            pairs.Add((prefix, path));
        }

        return NixSearchPath.Find(pairs, Op.ForceStringNoContext(name, pos), pos);
    }

    internal static Value NixPathList()
    {
        List<Slot> entries = [];
        EvalHost host = EvalHost.Current;
        foreach ((string prefix, string path) in host.IsPure ? [] : host.SearchPath)
        {
            var entry = new AttrsBuilder(2);
            entry.Add(Symbols.Path, new NixString(path));
            entry.Add(Symbols.Prefix, new NixString(prefix));
            entries.Add(new Slot(entry.ToAttrs()));
        }

        return NixList.Of(entries.ToArray());
    }

    /// <summary>Manual, builtins.getEnv: empty where the evaluation may not look.</summary>
    public static Value GetEnv(Value name, int pos)
    {
        string variable = Op.ForceStringNoContext(name, pos);
        EvalHost host = EvalHost.Current;
        return new NixString(host.IsPure || host.IsRestricted ? "" : host.GetEnvironment(variable) ?? "");
    }
}
