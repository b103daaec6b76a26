using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Transpiler;

namespace Tvix.Aot.Cli.Native;

/// <summary>What a program is built with.</summary>
/// <param name="Symbols">It keeps its symbols.</param>
/// <param name="Interpreter">It can evaluate what is not compiled in.</param>
/// <param name="PartSize">How many characters of C# are compiled at once.</param>
/// <param name="Features">Experimental features of Nix that it allows.</param>
internal sealed record NativeOptions(bool Symbols, bool Interpreter, long PartSize, ICollection<string> Features)
{
    public static NativeOptions Plain { get; } = new(false, false, ProgramParts.UsualSize, []);
}

/// <summary>Emitted C# to a native program: a project in the cache, published with NativeAOT. Equal input is built once.</summary>
internal sealed class NativeBuilder
{
    private readonly IReadOnlyList<EmittedModule> _modules;
    private readonly IReadOnlyList<IReadOnlyList<EmittedModule>> _parts;
    private readonly string _root;
    private readonly string _namespace;
    private readonly NativeOptions _options;
    private readonly string _framework;
    private readonly string _key;

    public NativeBuilder(IReadOnlyList<EmittedModule> modules, string root, string rootNamespace, NativeOptions options)
    {
        _options = options;
        _modules = modules;
        _parts = ProgramParts.Of(modules, options.PartSize);
        _root = root;
        _namespace = rootNamespace;
        MakeFolder(HomeFolder.Cache);
        _framework = FrameworkChoice.Newest(HomeFolder.Cache);
        _key = Key();
    }

    /// <summary>The name of the project in its folder.</summary>
    public const string ProjectFile = "program.csproj";

    private static readonly string[] s_assemblies = ["Tvix.Aot.Runtime.dll", "Tvix.Aot.Interpreter.dll", "Tvix.Aot.Language.dll"];

    /// <summary>The folder of the project.</summary>
    public string Folder => Path.Combine(HomeFolder.Cache, _key);

    private string ProgramText => NativeProject.Program(_modules, _root, _namespace, _options.Features, _options.Interpreter);

    private string ProjectText => NativeProject.Text(_framework, Assemblies(_framework), _options, _parts.Count);

    private static string Assemblies(string framework) => Path.Combine(AppContext.BaseDirectory, "native", framework);

    /// <summary>Fails before any work when the output cannot be written.</summary>
    public static void CheckOutput(string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        if (Directory.Exists(target))
        {
            throw new CommandException($"cannot write '{target}': it is a directory; --output names another file");
        }

        if (!Directory.Exists(folder))
        {
            throw new CommandException($"cannot write '{target}': there is no directory '{folder}'");
        }

        try
        {
            TryWriting(folder);
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            throw new CommandException($"cannot write '{target}': {SystemError.Text(e)}");
        }
    }

    public int Build(string target, Progress progress)
    {
        string built = BuiltPrograms.In(Folder);
        using BuildLock? turn = File.Exists(built) ? null : WaitForTurn(progress);
        if (!File.Exists(built))
        {
            WriteProject();
            if (FrameworkChoice.SteppedBack(_framework) is { } note)
            {
                progress.Note(note);
            }

            progress.Step($"compiling {_modules.Count} file{(_modules.Count == 1 ? "" : "s")} to native code");
            string? error = Publish();
            if (error != null)
            {
                progress.Fail();
                Output.Error(error);
                return 1;
            }

            MoveResult(built);
            BuiltPrograms.Trim(HomeFolder.Cache);
        }

        BuiltPrograms.MarkUsed(built);
        CopyAtomically(built, target);
        progress.Done($"built {target} ({new FileInfo(target).Length / 1024} KiB)");
        return 0;
    }

    /// <summary>Two builds of the same program at once would write to the same folder: the second waits, and finds it built.</summary>
    private BuildLock WaitForTurn(Progress progress)
    {
        const int Milliseconds = 200;
        MakeFolder(Folder);
        BuildLock? taken;
        while ((taken = BuildLock.TryTake(Path.Combine(Folder, "lock"))) == null)
        {
            progress.Step("waiting for another build of this program");
            System.Threading.Thread.Sleep(Milliseconds);
        }

        return taken;
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            TryWriting(folder);
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            throw new CommandException($"cannot write to the cache at '{folder}': {SystemError.Text(e)}; TVIX_AOT_CACHE names another place");
        }
    }

    private static void TryWriting(string folder)
    {
        string probe = Path.Combine(folder, $".tvix-aot-{Environment.ProcessId}");
        File.WriteAllText(probe, "");
        File.Delete(probe);
    }

    private string Key()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }

        // It has the keys of the files' contents too: the text of a class may stay the same when its file changes.
        Add(ProgramText);
        foreach (EmittedModule module in _modules)
        {
            Add(module.ClassName);
            Add(module.Text);
        }

        foreach (string assembly in _options.Interpreter ? s_assemblies : s_assemblies[..1])
        {
            hash.AppendData(File.ReadAllBytes(Path.Combine(Assemblies(_framework), assembly)));
        }

        Add(ProjectText);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..24];
    }

    private void WriteProject()
    {
        string sources = Path.Combine(Folder, "src");
        if (Directory.Exists(sources))
        {
            Directory.Delete(sources, recursive: true);
        }

        WriteSources(sources, _parts.Count == 0 ? _modules : []);
        for (int i = 0; i < _parts.Count; i++)
        {
            string folder = Path.Combine(sources, ProgramParts.Name(i));
            WriteSources(folder, _parts[i]);
            File.WriteAllText(Path.Combine(folder, "Part.g.cs"), ProgramParts.Declarations);
        }

        File.WriteAllText(Path.Combine(sources, "Program.g.cs"), ProgramText);
        File.WriteAllText(Path.Combine(Folder, ProjectFile), ProjectText);
        // Nothing of a folder above may leak into the project.
        File.WriteAllText(Path.Combine(Folder, "Directory.Build.props"), "<Project />\n");
        File.WriteAllText(Path.Combine(Folder, "Directory.Build.targets"), "<Project />\n");
        File.WriteAllText(Path.Combine(Folder, "Directory.Packages.props"), "<Project />\n");
    }

    private static void WriteSources(string folder, IReadOnlyList<EmittedModule> modules)
    {
        Directory.CreateDirectory(folder);
        foreach (EmittedModule module in modules)
        {
            File.WriteAllText(Path.Combine(folder, module.ClassName + ".cs"), module.Text);
        }
    }

    /// <summary>Runs dotnet publish; null, or what went wrong.</summary>
    private string? Publish()
    {
        try
        {
            (int code, string output) = Dotnet.Run(Folder, "publish", ProjectFile, "-c", "Release", "-o", "out", "--nologo", "-v", "quiet", "-nodeReuse:false");
            return code == 0 ? null : "the native compilation failed:\n" + Shorten(output);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"cannot run 'dotnet', which compiles the program: {SystemError.Text(e)}; install the .NET SDK";
        }
    }

    private string Shorten(string output)
    {
        const string Full = "No space left on device";
        if (output.Contains(Full, StringComparison.Ordinal))
        {
            return $"{Full} for '{Folder}'; TVIX_AOT_CACHE names another place";
        }

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] errors = lines.Where(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)).Distinct().Take(10).ToArray();
        return string.Join('\n', errors.Length > 0 ? errors : lines.TakeLast(20));
    }

    private void MoveResult(string built)
    {
        File.Move(Path.Combine(Folder, "out", "program"), built, overwrite: true);
        foreach (string rest in (string[])["out", "obj", "bin"])
        {
            string folder = Path.Combine(Folder, rest);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Through a file beside the target: an interrupted build leaves no half of a program.</summary>
    private static void CopyAtomically(string built, string target)
    {
        string temporary = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            File.Copy(built, temporary, overwrite: true);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            File.Delete(temporary);
            throw new CommandException($"cannot write '{target}': {SystemError.Text(e)}");
        }
    }
}
