using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Runtime;
using Tvix.Aot.Transpiler;

namespace Tvix.Aot.Cli.Native;

/// <summary>
/// The files of a large program in several assemblies, each compiled by itself: the C# compiler takes some fifty bytes of memory for each
/// character that it is given at once. Files know one another by path alone, so any of them may lie in any part.
/// </summary>
internal static class ProgramParts
{
    public const long UsualSize = 24_000_000;

    /// <summary>The files of each part, in their order; none where the program is one assembly.</summary>
    /// <param name="size">How many characters a part has, or a few more.</param>
    public static IReadOnlyList<IReadOnlyList<EmittedModule>> Of(IReadOnlyList<EmittedModule> modules, long size)
    {
        long all = modules.Sum(m => (long)m.Text.Length);
        if (all <= size)
        {
            return [];
        }

        long count = (all + size - 1) / size, done = 0;
        var parts = new List<List<EmittedModule>>();
        foreach (EmittedModule module in modules)
        {
            if (done >= all * parts.Count / count)
            {
                parts.Add([]);
            }

            parts[^1].Add(module);
            done += module.Text.Length;
        }

        return parts;
    }

    public static string Name(int index) => $"part{index + 1}";

    /// <summary>What a part needs beside its files: the program's start refers to them.</summary>
    public const string Declarations = "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"program\")]\n";

    /// <summary>The lines of the project that compile the parts; empty where there are none.</summary>
    /// <param name="assemblies">The folder of the runtime.</param>
    public static string Target(int count, string assemblies) => count == 0 ? "" : $"""
          <!-- Parts of the program, one after the other: all at once take more memory than many machines have. -->
          <ItemGroup>
            {string.Join("\n    ", Enumerable.Range(0, count).Select(i => $"<PartSource Include=\"src/{Name(i)}/*.cs\" Part=\"{Name(i)}\" />"))}
          </ItemGroup>
          <Target Name="CompileParts" DependsOnTargets="ResolveTargetingPackAssets" BeforeTargets="ResolveAssemblyReferences">
            <ItemGroup>
              <PartReference Include="@(Reference)" Condition="'%(Reference.FrameworkReferenceName)' != ''" />
            </ItemGroup>
            <Csc Sources="@(PartSource)" References="@(PartReference);{assemblies}/Tvix.Aot.Runtime.dll" OutputAssembly="$(IntermediateOutputPath)%(PartSource.Part).dll" TargetType="library"
                 AllowUnsafeBlocks="true" Optimize="true" Deterministic="true" LangVersion="latest" NoConfig="true" NoStandardLib="true" NoLogo="true" UseSharedCompilation="false" />
            <ItemGroup>
              {string.Join("\n      ", Enumerable.Range(0, count).Select(i => $"<Reference Include=\"$(IntermediateOutputPath){Name(i)}.dll\" />"))}
            </ItemGroup>
          </Target>

        """;
}
