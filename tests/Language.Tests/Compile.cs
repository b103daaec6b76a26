using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Syntax;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Transpiler;
using Tvix.Aot.Transpiler.Modules;
using Xunit;
using Assert = Xunit.Assert;

namespace Tvix.Aot.Language.Tests;

/// <summary>Short ways through the compiler's phases.</summary>
internal static class Compile
{
    public static SourceText Text(string source) => new("/src/test.nix", source) { BaseDirectory = "/src" };

    public static IReadOnlyList<Diagnostic> Diagnose(string source)
    {
        var diagnostics = new DiagnosticBag();
        new NixTranspiler(new TranspileOptions()).Load(Text(source), diagnostics);
        return diagnostics.Items;
    }

    public static string Print(string source)
    {
        var diagnostics = new DiagnosticBag();
        ParseResult parsed = Parser.Parse(Text(source), new ParseOptions("/home/me") { Features = ["pipe-operators"] }, diagnostics);
        Assert.DoesNotContain(diagnostics.Items, d => d.IsError);
        return SyntaxPrinter.Print(parsed.Root);
    }

    /// <summary>The core tree after all passes but those named.</summary>
    public static string Core(string source, params string[] disabled) => CoreDump.Dump(Module(source, disabled).Root);

    /// <summary>The core tree without passes.</summary>
    public static string Unoptimised(string source) => Core(source, Optimiser.Passes.Select(p => p.Name).ToArray());

    /// <summary>The methods of the emitted class: what stands between its fields and its initialisers.</summary>
    public static string Emitted(string source, params string[] disabled)
    {
        var options = new TranspileOptions { DisabledPasses = new HashSet<string>(disabled, StringComparer.Ordinal) };
        string text = new NixTranspiler(options).Emit([Module(source, disabled)], "/src")[0].Text;
        int start = text.IndexOf("    // 1:", StringComparison.Ordinal), end = text.IndexOf("#line default", StringComparison.Ordinal);
        return Regex.Replace(text[start..end], "P \\+ [0-9]+", "P");
    }

    private static SourceModule Module(string source, string[] disabled)
    {
        var diagnostics = new DiagnosticBag();
        var options = new TranspileOptions { DisabledPasses = new HashSet<string>(disabled, StringComparer.Ordinal) };
        SourceModule? module = new NixTranspiler(options).Load(Text(source), diagnostics);
        Assert.DoesNotContain(diagnostics.Items, d => d.IsError);
        return module!;
    }
}
