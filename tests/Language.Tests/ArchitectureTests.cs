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

    /// <summary>Threads that evaluate beside one another see the same static fields, except those of the thread.</summary>
    [Fact]
    public void What_threads_share_is_known()
    {
        FieldInfo[] fields = [.. new[] { typeof(SourceText), typeof(BuiltinTable), typeof(NixTranspiler) }
            .SelectMany(t => t.Assembly.GetTypes())
            .Where(t => t.Namespace?.StartsWith("Tvix.", StringComparison.Ordinal) == true && !t.Name.Contains('<', StringComparison.Ordinal))
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))];
        Assert.Empty(fields.Where(f => (f.IsLiteral || f.IsInitOnly) && f.IsDefined(typeof(ThreadStaticAttribute))).Select(Name));
        Assert.Equal(
            s_shared.Order(StringComparer.Ordinal),
            fields.Where(f => !f.IsLiteral && !f.IsInitOnly && !f.IsDefined(typeof(ThreadStaticAttribute))).Select(Name).Order(StringComparer.Ordinal));
    }

    private static string Name(FieldInfo field) => $"{field.DeclaringType!.Name}.{field.Name}";

    private static readonly string[] s_shared =
    [
        // Set before helpers start.
        "EvalHost.<Current>k__BackingField", "EvalStack.<CountsAsNix>k__BackingField", "EvalStack.<MayAbandon>k__BackingField",
        "EvalStack.MaxDepth", "EvalStack.ShowTrace", "EvalStack.s_chosenDepth", "EvalStack.s_root", "Helpers.<Count>k__BackingField",
        "LargeStack.s_most", "NativeProgram.<MakeEngine>k__BackingField", "Nursery.<Later>k__BackingField",
        "Nursery.<Uncollected>k__BackingField", "Nursery.s_allocated", "Nursery.s_isWatching", "Nursery.s_wasLeft",
        "Op.<ShowsUnevaluated>k__BackingField", "Session.<Current>k__BackingField", "Session.<ForgetsNames>k__BackingField",
        "Session.s_last", "Session.s_number", "Symbols.s_permanent", "Worker.<AreMany>k__BackingField",
        // Of the thread that prepares the heap.
        "HeapPages.s_before", "HeapPages.s_begin", "HeapPages.s_isPrepared", "HeapPages.s_length", "HeapPages.s_lost",
        // Flags, references and rough counts, each for itself.
        "EvalStack.s_abandoned", "EvalStack.s_areHelpersStopped", "EvalStack.s_isDeep", "EvalStack.s_isInterrupted",
        "EvalStack.s_isWaitingForCall", "EvalStack.s_jumps", "EvalStack.s_looks", "EvalStack.s_rounds", "Fetchers.s_instance",
        // Written under a lock.
        "Helpers.s_areStopping", "Helpers.s_mostRunning", "Helpers.s_running", "Positions.s_next", "Symbols.s_strings",
        // Numbers for tables, which look at what they find.
        "KeySet.s_count", "Shape.s_count",
    ];

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
