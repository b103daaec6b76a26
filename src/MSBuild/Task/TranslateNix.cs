using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Transpiler;
using Tvix.Aot.Transpiler.Modules;

namespace Tvix.Aot.MSBuild;

/// <summary>NixFile items, and what they import, to C# in the intermediate folder. Reports every file, then fails.</summary>
public sealed class TranslateNix : Task
{
    // Parsing and translation recurse with the nesting of the source.
    private const int StackBytes = 256 << 20;

    [Required]
    public ITaskItem[] Sources { get; set; } = Array.Empty<ITaskItem>();

    [Required]
    public string ProjectDirectory { get; set; } = "";

    [Required]
    public string OutputDirectory { get; set; } = "";

    [Required]
    public string RootNamespace { get; set; } = "";

    /// <summary>Optimisations to leave out, separated by semicolons.</summary>
    public string DisabledPasses { get; set; } = "";

    [Output]
    public ITaskItem[] Generated { get; set; } = Array.Empty<ITaskItem>();

    public override bool Execute()
    {
        var thread = new Thread(Translate, StackBytes);
        thread.Start();
        thread.Join();
        return !Log.HasLoggedErrors;
    }

    private void Translate()
    {
        var options = new TranspileOptions
        {
            Namespace = RootNamespace + ".Generated",
            LinePrefix = Relative(Full(""), ProjectDirectory),
            Parse = new ParseOptions(Environment.GetEnvironmentVariable("HOME") ?? "/"),
            DisabledPasses = new HashSet<string>(DisabledPasses.Split(new[] { ';' }, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal),
        };
        var transpiler = new NixTranspiler(options);
        var modules = new SortedDictionary<string, SourceModule>(StringComparer.Ordinal);
        var entries = new List<(ITaskItem Item, string Path)>();
        foreach (ITaskItem item in Sources)
        {
            string path = Bytes(Path.GetFullPath(Path.Combine(ProjectDirectory, item.ItemSpec)));
            entries.Add((item, path));
            foreach (SourceModule module in Load(item, path, transpiler))
            {
                modules[module.Path] = module;
            }
        }

        if (!Log.HasLoggedErrors)
        {
            string root = Bytes(Path.GetFullPath(ProjectDirectory)).TrimEnd('/');
            IReadOnlyList<EmittedModule> emitted = transpiler.Emit(modules.Values.ToList(), root);
            Write(emitted, entries, root);
        }
    }

    private IReadOnlyList<SourceModule> Load(ITaskItem item, string path, NixTranspiler transpiler)
    {
        var diagnostics = new DiagnosticBag();
        var files = new DiskFiles();
        if (files.TryRead(path) is not { } bytes)
        {
            Log.LogError(null, "NIX0001", null, item.ItemSpec, 0, 0, 0, 0, "the file does not exist or cannot be read");
            return Array.Empty<SourceModule>();
        }

        IReadOnlyList<SourceModule> modules = ImportGraph.Load(NixTranspiler.FileText(path, bytes), Array.Empty<string>(), files, transpiler, diagnostics);
        foreach (Diagnostic d in diagnostics.Items)
        {
            LinePosition at = d.Position;
            string file = d.Source.Path == path ? item.ItemSpec : d.Source.Path;
            if (d.IsError)
            {
                Log.LogError(null, d.Id, null, file, at.Line, at.Column, 0, 0, d.Message + Suggestion(d));
            }
            else
            {
                Log.LogWarning(null, d.Id, null, file, at.Line, at.Column, 0, 0, d.Message);
            }
        }

        return modules;
    }

    private static string Suggestion(Diagnostic d) => d.Suggestion == null ? "" : $"; did you mean {d.Suggestion}?";

    private void Write(IReadOnlyList<EmittedModule> emitted, List<(ITaskItem Item, string Path)> entries, string root)
    {
        var generated = new List<ITaskItem>();
        foreach (EmittedModule module in emitted)
        {
            generated.Add(WriteIfChanged(module.ClassName + ".nix.cs", module.Text));
        }

        generated.Add(WriteIfChanged("Entries.nix.cs", EntryText.Make(emitted, entries, RootNamespace)));
        Generated = generated.ToArray();
        foreach (string old in Directory.GetFiles(Full(""), "*.nix.cs").Where(f => generated.All(g => Path.GetFullPath(g.ItemSpec) != f)))
        {
            File.Delete(old);
        }
    }

    /// <summary>From the generated files to the project: compilers look for #line files beside the file that names them.</summary>
    private static string Relative(string from, string to)
    {
        var start = new Uri(from.TrimEnd('/', '\\') + "/");
        var end = new Uri(Path.GetFullPath(to).TrimEnd('/', '\\') + "/");
        return Uri.UnescapeDataString(start.MakeRelativeUri(end).ToString());
    }

    private string Full(string name) => Path.GetFullPath(Path.Combine(ProjectDirectory, OutputDirectory, name));

    private TaskItem WriteIfChanged(string name, string text)
    {
        string path = Full(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            File.WriteAllText(path, text);
        }

        return new TaskItem(path);
    }

    /// <summary>A path's bytes, a char each, as the compiler wants them.</summary>
    private static string Bytes(string path) => SourceText.Carrier(Encoding.UTF8.GetBytes(path));
}
