using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime.Builtins;
using Tvix.Aot.Transpiler;
using Xunit;

namespace Tvix.Aot.Language.Tests;

/// <summary>Who may use whom.</summary>
public class ArchitectureTests
{
    private static readonly string s_root = FindRoot();

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tvix.Aot.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static string[] References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Tvix.", StringComparison.Ordinal)).ToArray();

    [Fact]
    public void Language_uses_nothing() => Assert.Empty(References(typeof(SourceText).Assembly));

    [Fact]
    public void Runtime_uses_nothing() => Assert.Empty(References(typeof(BuiltinTable).Assembly));

    [Fact]
    public void Transpiler_uses_language_only() => Assert.Equal(["Tvix.Aot.Language"], References(typeof(NixTranspiler).Assembly));

    [Theory]
    [InlineData("Lexing", "Parsing|Core|Binding|Optimising")]
    [InlineData("Syntax", "Lexing|Parsing|Core|Binding|Optimising")]
    [InlineData("Parsing", "Core|Binding|Optimising")]
    [InlineData("Core", "Syntax|Lexing|Parsing|Optimising")]
    [InlineData("Binding", "Optimising")]
    [InlineData("Optimising", "Syntax|Lexing|Parsing|Binding")]
    [InlineData("Linting", "Syntax|Lexing|Parsing|Binding|Optimising")]
    public void No_phase_uses_a_later_one(string phase, string forbidden)
    {
        var pattern = new Regex($@"^using Tvix\.Aot\.Language\.({forbidden});", RegexOptions.Multiline);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_root, "src", "Language", phase), "*.cs"))
        {
            Assert.False(pattern.IsMatch(File.ReadAllText(file)), file);
        }
    }

    [Fact]
    public void Every_name_that_emitted_code_uses_is_public()
    {
        Assembly runtime = typeof(BuiltinTable).Assembly;
        foreach (string line in Transpiler.Emitting.RuntimeNames.Usings.Where(u => u.Contains("Tvix.Aot.Runtime", StringComparison.Ordinal)))
        {
            string name = Regex.Match(line, @"global::([\w.]+);").Groups[1].Value;
            Assert.True(runtime.GetType(name)?.IsPublic, name);
        }
    }

    [Fact]
    public void The_catalog_names_methods_of_the_runtime()
    {
        Assembly runtime = typeof(BuiltinTable).Assembly;
        foreach (Tvix.Aot.Language.Shared.BuiltinEntry entry in Tvix.Aot.Language.Shared.BuiltinCatalog.All)
        {
            string[] parts = entry.Method.Split('.');
            MethodInfo? method = runtime.GetType("Tvix.Aot.Runtime.Builtins." + parts[0])?.GetMethod(parts[1], BindingFlags.Public | BindingFlags.Static);
            Assert.True(method?.GetParameters().Length == entry.Arity + 1, entry.Name);
            Assert.Equal(entry.Arity, BuiltinTable.Function(entry.Name).Arity);
        }
    }

    [Fact]
    public void Nothing_names_this_machine()
    {
        // Put together, so that this file does not hold it either.
        string home = string.Join('/', "", "root", "");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(home, File.ReadAllText(file));
        }
    }
}
