using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tvix.Aot.Transpiler;

namespace Tvix.Aot.Cli.Jit;

/// <summary>Emitted C# to an assembly in this process.</summary>
internal static class JitCompiler
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions s_options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        concurrentBuild: false,
        generalDiagnosticOption: ReportDiagnostic.Suppress);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> s_references = new(() =>
    [
        Reference(typeof(object)),
        MetadataReference.CreateFromFile(Assembly.Load("System.Runtime").Location),
        Reference(typeof(Runtime.Value)),
    ]);

    private static int s_count;

    private static MetadataReference Reference(Type type) => MetadataReference.CreateFromFile(type.Assembly.Location);

    /// <summary>Compiles modules into one assembly and gives the class of each.</summary>
    public static IReadOnlyList<Type> Compile(IReadOnlyList<EmittedModule> modules, string rootNamespace)
    {
        IEnumerable<SyntaxTree> trees = modules.Select(m => CSharpSyntaxTree.ParseText(m.Text, s_parse));
        var compilation = CSharpCompilation.Create($"nix{++s_count}", trees, s_references.Value, s_options);
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        if (!result.Success)
        {
            // Emitted code always compiles; where it does not, the emitter is at fault and must be told.
            Diagnostic first = result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error);
            throw new CommandException($"internal error: the emitted C# does not compile: {first}");
        }

        Assembly assembly = Assembly.Load(image.ToArray());
        return modules.Select(m => assembly.GetType($"{rootNamespace}.{m.ClassName}", throwOnError: true)!).ToList();
    }
}
