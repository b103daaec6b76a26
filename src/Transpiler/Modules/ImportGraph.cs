using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Transpiler.Modules;

/// <summary>
/// Finds the files of a program: what is imported by a literal path, what a literal path names, and whole directories
/// that are read or from which names are computed, or that are only named: what other use has a folder of Nix files without a default.nix?
/// </summary>
public sealed class ImportGraph
{
    private readonly INixFiles _files;
    private readonly NixTranspiler _transpiler;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, SourceModule> _modules = new(StringComparer.Ordinal);
    private readonly Queue<(string Path, bool Required)> _work = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    // From symlinks to the files that they mean.
    private readonly SortedDictionary<string, string> _links = new(StringComparer.Ordinal);

    private readonly NamedPaths _paths = new();
    private string _file = "";

    private ImportGraph(INixFiles files, NixTranspiler transpiler, DiagnosticBag diagnostics)
    {
        _files = files;
        _transpiler = transpiler;
        _diagnostics = diagnostics;
    }

    /// <summary>Loads the entry and everything that it may import, in a fixed order. Errors of files that are only perhaps imported are warnings.</summary>
    public static IReadOnlyList<SourceModule> Load(
        SourceText entry, IEnumerable<string> includes, INixFiles files, NixTranspiler transpiler, DiagnosticBag diagnostics)
    {
        var graph = new ImportGraph(files, transpiler, diagnostics);
        graph._seen.Add(entry.Path);
        graph.Add(entry, required: true);
        foreach (string include in includes)
        {
            graph.Include(include);
        }

        graph.AddWaiting();
        ILookup<string, string> links = graph._links.ToLookup(l => l.Value, l => l.Key, StringComparer.Ordinal);
        return graph._modules.Values.OrderBy(m => m.Path == entry.Path ? 0 : 1).ThenBy(m => m.Path, StringComparer.Ordinal)
            .Select(m => m with { Links = [.. links[m.Path]] }).ToList();
    }

    /// <summary>What a file imports by literal paths, and what those import; nothing that is only perhaps imported.</summary>
    public static IEnumerable<SourceModule> LoadDirect(SourceText entry, INixFiles files, NixTranspiler transpiler, DiagnosticBag diagnostics)
    {
        var graph = new ImportGraph(files, transpiler, diagnostics) { _directOnly = true };
        graph._seen.Add(entry.Path);
        graph.Add(entry, required: false);
        graph.AddWaiting();
        graph._modules.Remove(entry.Path);
        return graph._modules.Values;
    }

    private bool _directOnly;

    private void AddWaiting()
    {
        while (_work.Count > 0)
        {
            (string path, bool required) = _work.Dequeue();
            if (_files.TryRead(path) is { } bytes)
            {
                Add(NixTranspiler.FileText(path, bytes), required && !_directOnly);
            }
        }
    }

    private void Include(string path)
    {
        if (_files.DirectoryExists(path))
        {
            Directory(path);
        }
        else
        {
            Enqueue(Resolved(path), required: true);
        }
    }

    private string Resolved(string path)
    {
        string file = _files.ResolveLink(path);
        Link(path, file, file);
        return file;
    }

    private void Link(string path, string resolved, string file)
    {
        if (path != resolved)
        {
            _links[path] = file;
        }
    }

    private void Add(SourceText source, bool required)
    {
        var own = new DiagnosticBag();
        SourceModule? module = _transpiler.Load(source, own);
        foreach (Diagnostic d in own.Items)
        {
            _diagnostics.Add(required ? d : d with { IsError = false });
        }

        if (module != null)
        {
            _modules[source.Path] = module;
            _file = source.Path;
            Follow(module.Root, isImported: false);
        }
    }

    private void Follow(CoreNode node, bool isImported)
    {
        switch (node)
        {
            case Let let:
                _paths.Add(let);
                break;
            case Constant { Kind: ConstantKind.Path, Value: string path }:
                Named(path, isImported);
                return;
            case VariableReference when isImported && _paths.Of(node) is { } path:
                Named(path, isImported);
                return;
            case Call { Function: BuiltinReference { Name: "import" }, Arguments: { Count: >= 1 } args }:
                Follow(args[0], isImported: true);
                foreach (CoreNode rest in args.Skip(1))
                {
                    Follow(rest, isImported: false);
                }

                return;
            case Call { Function: BuiltinReference { Name: "readDir" }, Arguments: { Count: 1 } args } when (TextOf(args[0]) ?? _paths.Of(args[0])) is { } directory:
                Directory(directory);
                return;
            case Binary { Kind: BinaryKind.Add } when _paths.Of(node) is { } path:
                Named(path, isImported);
                return;
            case Binary { Kind: BinaryKind.Add } add when _paths.Of(add.Left) is { } from:
                Directory(from);
                Follow(add.Right, isImported: false);
                return;
            case Interpolation { ForceString: false } path when TextOf(path.Parts[0]) is { } prefix:
                Directory(prefix.EndsWith("/", StringComparison.Ordinal) ? prefix : PathText.DirectoryOf(prefix));
                break;
        }

        node.ForEachChild(child => Follow(child, isImported: false));
    }

    /// <summary>A literal path or string.</summary>
    private static string? TextOf(CoreNode node) => (node as Constant)?.Value as string;

    /// <summary>A path that the text names: a file, the default.nix of a directory, or all files of one that has none.</summary>
    private void Named(string path, bool isImported)
    {
        if (_directOnly && !isImported)
        {
            return;
        }

        string link = _transpiler.AtHome(path);
        path = _files.ResolveLink(link);
        if (_files.DirectoryExists(path))
        {
            string file = (path == "/" ? "" : path) + "/default.nix";
            if (isImported || IsAround(path) || _files.FileExists(file))
            {
                Link(link, path, file);
                Enqueue(file, required: false);
            }
            else
            {
                Directory(path);
            }
        }
        else if (isImported || link.EndsWith(".nix", StringComparison.Ordinal))
        {
            Link(link, path, path);
            Enqueue(path, isImported);
        }
    }

    // src = ./.; names the project, not its Nix files.
    private bool IsAround(string directory) => _file.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);

    private void Directory(string path)
    {
        if (_directOnly)
        {
            return;
        }

        path = PathText.Canonicalize(_transpiler.AtHome(path));
        // Computed names below the top of a file system would mean everything.
        if (path.Count(c => c == '/') < 2 || !_files.DirectoryExists(path) || !_seen.Add(path + "/"))
        {
            return;
        }

        foreach (string file in _files.NixFilesUnder(path))
        {
            Enqueue(Resolved(file), required: false);
        }
    }

    private void Enqueue(string path, bool required)
    {
        if (_seen.Add(path))
        {
            _work.Enqueue((path, required));
        }
    }
}
