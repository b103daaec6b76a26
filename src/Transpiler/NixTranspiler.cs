using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Transpiler.Emitting;
using Tvix.Aot.Transpiler.Modules;

namespace Tvix.Aot.Transpiler;

/// <summary>Settings of a translation.</summary>
public sealed record TranspileOptions
{
    public ParseOptions Parse { get; init; } = new();

    /// <summary>Names of passes that are not to run (Optimiser.Passes).</summary>
    public ISet<string> DisabledPasses { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    public string Namespace { get; init; } = "Tvix.Compiled";

    /// <summary>The home folder of who runs the transpiler, where <see cref="ParseOptions.Home"/> is <see cref="NixTranspiler.LaterHome"/>.</summary>
    public string Home { get; init; } = "/";

    /// <summary>Put before the paths of #line directives, to reach the .nix files from where the C# lies.</summary>
    public string LinePrefix { get; init; } = "";
}

/// <summary>A file as C#.</summary>
/// <param name="UsesFetchers">Whether the program must turn the fetchers on.</param>
/// <param name="InterpreterReason">Why the program may come to code that is not compiled in; null when it cannot.</param>
/// <param name="ContentKey">Tells this text from any other.</param>
public sealed record EmittedModule(
    string Path, string RelativePath, string ClassName, string Text, bool UsesFetchers, string? InterpreterReason, ulong ContentKey)
{
    /// <summary>Symlinks that mean this file, written as its own path is.</summary>
    public IReadOnlyList<string> RelativeLinks { get; init; } = [];
}

/// <summary>Nix to C#: the whole pipeline.</summary>
public sealed class NixTranspiler
{
    /// <summary>
    /// The home folder of a program that is run later, maybe by someone else: <c>~/x</c> is found then, but for files that are compiled in.
    /// No file can have a path that begins so.
    /// </summary>
    public const string LaterHome = "/\u0001home";

    private readonly TranspileOptions _options;

    public NixTranspiler(TranspileOptions options) => _options = options;

    /// <summary>Text to core tree. Null after errors.</summary>
    public SourceModule? Load(SourceText source, DiagnosticBag diagnostics) =>
        ModuleOf(FrontEnd.Load(source, _options.Parse, _options.DisabledPasses, diagnostics));

    /// <summary>As <see cref="Load"/>, for a function whose argument provides these names as the outermost scope.</summary>
    public SourceModule? LoadScoped(SourceText source, IReadOnlyList<string> names, DiagnosticBag diagnostics) =>
        ModuleOf(FrontEnd.LoadScoped(source, names, _options.Parse, _options.DisabledPasses, diagnostics));

    private static SourceModule? ModuleOf(LoadedSource? loaded) =>
        loaded == null ? null : new SourceModule(loaded.Source.Path, loaded.Source, loaded.Root, loaded.Names);

    /// <summary>A file's text, with the folder that its relative paths start from.</summary>
    public static SourceText FileText(string path, byte[] bytes) => FileText(path, SourceText.Carrier(bytes));

    /// <summary>The same for text whose chars are its bytes.</summary>
    public static SourceText FileText(string path, string bytes) => SourceText.OfFile(path, bytes);

    /// <summary>Core trees to C#, a class for each file; paths under <paramref name="root"/> are emitted relative to it.</summary>
    /// <param name="takesExpressions">The first one is a program, whose arguments may be Nix expressions.</param>
    public IReadOnlyList<EmittedModule> Emit(IReadOnlyList<SourceModule> modules, string root, bool takesExpressions = true)
    {
        var names = new Identifiers(areFiles: true);
        var paths = new HashSet<string>(modules.SelectMany(m => m.Links.Append(m.Path)), StringComparer.Ordinal);
        bool IsCompiled(string path) => AtHome(path) is var real && (paths.Contains(real) || paths.Contains(real + "/default.nix"));
        string Expression(string path) => PathExpression(root, IsCompiled(path) ? AtHome(path) : path);
        return modules.Select((m, i) => Emit(m, root, names.Unique(ClassNameOf(RelativeTo(root, m.Path))), Expression) with
        {
            InterpreterReason = Reachability.WhyInterpreter(m.Root, isEntry: takesExpressions && i == 0, IsCompiled),
        }).ToList();
    }

    /// <summary>One core tree to C#.</summary>
    public EmittedModule Emit(SourceModule module, string root, string className) =>
        Emit(module, root, className, path => PathExpression(root, path));

    /// <summary>A path where it lies for who runs the transpiler.</summary>
    internal string AtHome(string path) =>
        path.StartsWith(LaterHome, StringComparison.Ordinal) ? PathText.Canonicalize(_options.Home + path.Substring(LaterHome.Length)) : path;

    /// <summary>A path as the text has it.</summary>
    internal static string Shown(string path) =>
        path.StartsWith(LaterHome, StringComparison.Ordinal) ? "~" + path.Substring(LaterHome.Length) : path;

    private EmittedModule Emit(SourceModule module, string root, string className, Func<string, string> pathExpression)
    {
        string relative = RelativeTo(root, module.Path);
        bool isFile = module.Source.IsFile;
        var input = new EmitInput(
            module.Source, module.Root, module.Names, _options.Namespace, className, relative, _options.DisabledPasses,
            pathExpression, isFile ? null : module.Source.Bytes, _options.LinePrefix);
        return new EmittedModule(
            module.Path, relative, className, CSharpEmitter.Emit(input), Reachability.OfFetchers(module.Root), null, module.Source.ContentKey)
        {
            RelativeLinks = [.. module.Links.Select(l => RelativeTo(root, l))],
        };
    }

    /// <summary>The folder that holds all of some files: paths in the program are relative to it.</summary>
    public static string CommonRoot(IEnumerable<string> paths)
    {
        string? root = null;
        foreach (string path in paths)
        {
            string directory = PathText.DirectoryOf(path);
            root ??= directory;
            while (root != "/" && directory != root && !directory.StartsWith(root + "/", StringComparison.Ordinal))
            {
                root = PathText.DirectoryOf(root);
            }
        }

        return root ?? "/";
    }

    private static string PathExpression(string root, string path)
    {
        if (path.StartsWith(LaterHome, StringComparison.Ordinal))
        {
            return $"Module.HomePath({Literals.String(path.Substring(LaterHome.Length))})";
        }

        string relative = RelativeTo(root, path.Length > 1 ? path.TrimEnd('/') : path);
        string slash = path.Length > 1 && path.EndsWith("/", StringComparison.Ordinal) ? " + \"/\"" : "";
        return relative.StartsWith("/", StringComparison.Ordinal) && relative == path
            ? Literals.String(path)
            : $"Module.SourcePath({Literals.String(relative)}){slash}";
    }

    /// <summary>The path under the root, or as it is when it lies elsewhere.</summary>
    private static string RelativeTo(string root, string path)
    {
        if (root == "/")
        {
            return path;
        }

        return path == root ? "" : path.StartsWith(root + "/", StringComparison.Ordinal) ? path.Substring(root.Length + 1) : path;
    }

    private static string ClassNameOf(string path)
    {
        string name = path.EndsWith(".nix", StringComparison.Ordinal) ? path.Substring(0, path.Length - 4) : path;
        name = Identifiers.Clean(name.Trim('/').Length == 0 ? "expression" : name.Trim('/'));
        // It must not hide a class or a namespace of the runtime.
        return name[0] is >= 'A' and <= 'Z' ? name + "_" : name;
    }
}
