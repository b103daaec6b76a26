using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
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
    private const int StackBytes = 512 << 20;

    private readonly HashSet<(string File, int Line, int Column, string Message)> _reported = new();

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

    /// <summary>Experimental features of Nix that the files may use, separated by semicolons or spaces.</summary>
    public string ExperimentalFeatures { get; set; } = "";

    /// <summary>Whether files that are only there at run time can be evaluated: always, never, or auto, where what was compiled may come to some.</summary>
    public string Interpreter { get; set; } = "";

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
            Home = SourceText.CarrierOf(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)),
            Parse = new ParseOptions(NixTranspiler.LaterHome) { Features = Words(ExperimentalFeatures) },
            DisabledPasses = new HashSet<string>(Words(DisabledPasses), StringComparer.Ordinal),
        };
        var transpiler = new NixTranspiler(options);
        var modules = new SortedDictionary<string, SourceModule>(StringComparer.Ordinal);
        // The same file may be named by itself and by a pattern.
        List<NixEntry> entries = Sources.Select(Entry).GroupBy(e => (e.Path, e.ClassName)).Select(g => g.First()).ToList();
        foreach (NixEntry entry in entries)
        {
            foreach (SourceModule module in Load(entry, transpiler))
            {
                modules[module.Path] = module;
            }
        }

        foreach ((NixEntry entry, string id, string message) in NixEntry.WrongNames(entries))
        {
            Log.LogError(null, id, null, entry.Spec, 0, 0, 0, 0, message);
        }

        if (!Log.HasLoggedErrors)
        {
            string root = SourceText.CarrierOf(Path.GetFullPath(ProjectDirectory)).TrimEnd('/');
            IReadOnlyList<EmittedModule> emitted = transpiler.Emit(modules.Values.ToList(), root, takesExpressions: false);
            Write(emitted, entries, root);
        }
    }

    private static string[] Words(string list) => list.Split(new[] { ';', ' ', '\n', '\r', '\t' }, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A file, or a directory's default.nix.</summary>
    private NixEntry Entry(ITaskItem item)
    {
        string full = Path.GetFullPath(Path.Combine(ProjectDirectory, item.ItemSpec));
        string spec = Directory.Exists(full) ? Path.Combine(item.ItemSpec, "default.nix") : item.ItemSpec;
        string path = Path.GetFullPath(Path.Combine(ProjectDirectory, spec));
        string name = item.GetMetadata("ClassName") is { Length: > 0 } given ? given : NixEntry.NameOf(spec);
        return new NixEntry(spec, new DiskFiles().ResolveLink(SourceText.CarrierOf(path)), name);
    }

    private IReadOnlyList<SourceModule> Load(NixEntry entry, NixTranspiler transpiler)
    {
        var diagnostics = new DiagnosticBag();
        var files = new DiskFiles();
        if (files.TryRead(entry.Path) is not { } bytes)
        {
            Log.LogError(null, "NIX0001", null, entry.Spec, 0, 0, 0, 0, "the file does not exist or cannot be read");
            return Array.Empty<SourceModule>();
        }

        IReadOnlyList<SourceModule> modules = ImportGraph.Load(NixTranspiler.FileText(entry.Path, bytes), Array.Empty<string>(), files, transpiler, diagnostics);
        foreach (Diagnostic d in diagnostics.Items)
        {
            Report(d);
        }

        return modules;
    }

    /// <summary>Once, however many of the files come to the place.</summary>
    private void Report(Diagnostic d)
    {
        LinePosition at = d.Position;
        string path = SourceText.OfCarrier(d.Source.Path);
        string project = Path.GetFullPath(ProjectDirectory).TrimEnd('/') + "/";
        string file = path.StartsWith(project, StringComparison.Ordinal) ? path.Substring(project.Length) : path;
        string message = SourceText.OfCarrier(d.IsError ? d.Message + Suggestion(d) : d.Message);
        if (!_reported.Add((file, at.Line, at.Column, message)))
        {
            return;
        }

        if (d.IsError)
        {
            Log.LogError(null, d.Id, null, file, at.Line, at.Column, 0, 0, message);
        }
        else
        {
            Log.LogWarning(null, d.Id, null, file, at.Line, at.Column, 0, 0, message);
        }
    }

    private static string Suggestion(Diagnostic d) =>
        d.Suggestion != null ? $"; did you mean {d.Suggestion}?"
        : d.Id == "NIX1007" ? " (in a project: <NixExperimentalFeatures>pipe-operators</NixExperimentalFeatures>)" : "";

    private void Write(IReadOnlyList<EmittedModule> emitted, IReadOnlyList<NixEntry> entries, string root)
    {
        var generated = new List<ITaskItem>();
        foreach (EmittedModule module in emitted)
        {
            generated.Add(WriteIfChanged(module.ClassName + ".nix.cs", module.Text));
        }

        generated.Add(WriteIfChanged("Entries.nix.cs", EntryText.Make(emitted, entries, RootNamespace, string.Join(" ", Words(ExperimentalFeatures)), HasInterpreter(emitted))));
        Generated = generated.ToArray();
        foreach (string old in Directory.GetFiles(Full(""), "*.nix.cs").Where(f => generated.All(g => Path.GetFullPath(g.ItemSpec) != f)))
        {
            File.Delete(old);
        }
    }

    private bool HasInterpreter(IReadOnlyList<EmittedModule> emitted)
    {
        if (Interpreter is not ("" or "auto" or "always" or "never"))
        {
            Log.LogError(null, "NIX0004", null, null, 0, 0, 0, 0, $"NixInterpreter takes auto, always or never, not '{Interpreter}'");
        }

        EmittedModule? needing = emitted.FirstOrDefault(m => m.InterpreterReason != null);
        if (needing != null)
        {
            Log.LogMessage(MessageImportance.Normal, $"{SourceText.OfCarrier(needing.RelativePath)} may need the interpreter: {needing.InterpreterReason}");
        }

        return Interpreter == "always" || (Interpreter != "never" && needing != null);
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
}
