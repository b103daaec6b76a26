using System;
using System.IO;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Transpiler;
using Tvix.Aot.Transpiler.Modules;

namespace Tvix.Aot.Cli;

/// <summary>The Nix text that a command works on: a file, a directory's default.nix, an expression, standard input.</summary>
internal static class Sources
{
    public static SourceText FromFile(string path)
    {
        string full = FullPath(path);
        try
        {
            return NixTranspiler.FileText(full.ToBytes(), File.ReadAllBytes(full));
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            throw new CommandException($"cannot read '{full}': {SystemError.Text(e)}");
        }
    }

    /// <summary>The same for a program, whose relative paths start from where a symlink leads to.</summary>
    public static SourceText FromLinkedFile(string path) => FromFile(ByteText.ToText(new DiskFiles().ResolveLink(Absolute(path).ToBytes())));

    /// <summary>A path from the current directory on, which an empty one names, as in Nix.</summary>
    public static string Absolute(string path) => Path.GetFullPath(path.Length == 0 ? "." : path);

    /// <summary>The file that a path names: itself, or a directory's default.nix.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static string FullPath(string path)
    {
        string full = Absolute(path);
        if (Directory.Exists(full))
        {
            full = Path.Combine(full, "default.nix");
        }

        if (!File.Exists(full))
        {
            throw new CommandException($"path '{full}' does not exist");
        }

        return full;
    }

    /// <summary>Where a command takes any number of files, a flag that it does not know is one of them.</summary>
    /// <exception cref="CommandException">There is such a flag.</exception>
    public static void RefuseFlags(string[] files)
    {
        if (Array.Find(files, f => f.StartsWith("--", StringComparison.Ordinal)) is { } flag)
        {
            throw new CommandException($"unrecognised flag '{flag}'");
        }
    }

    public static SourceText FromExpression(string text) =>
        SourceText.OfExpression(text.ToBytes(), Directory.GetCurrentDirectory().ToBytes());

    public static SourceText FromStandardInput()
    {
        using var bytes = new MemoryStream();
        using Stream input = Console.OpenStandardInput();
        input.CopyTo(bytes);
        return new SourceText("«stdin»".ToBytes(), SourceText.Carrier(bytes.ToArray()), isFile: false)
        {
            BaseDirectory = Directory.GetCurrentDirectory().ToBytes(),
        };
    }

    public static ParseOptions ParseOptions(EvalOptions settings) =>
        new(HomeFolder.Path) { Features = [.. settings.Features.All], Lints = LiteralLints.Of(settings.LintOf) };
}
