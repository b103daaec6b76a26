using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Transpiler.Emitting;
using Tvix.Aot.Transpiler;

namespace Tvix.Aot.Cli.Native;

/// <summary>The text of the project that becomes a native program.</summary>
internal static class NativeProject
{
    /// <param name="parts">How many parts the program has that are compiled by themselves.</param>
    public static string Text(string framework, string assemblies, NativeOptions options, int parts) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>{framework}</TargetFramework>
            <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier.Replace("debian.12", "linux", System.StringComparison.Ordinal)}</RuntimeIdentifier>
            <AssemblyName>program</AssemblyName>
            <PublishAot>true</PublishAot>
            <LangVersion>latest</LangVersion>
            <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
            <InvariantGlobalization>true</InvariantGlobalization>
            <UseSystemResourceKeys>true</UseSystemResourceKeys>
            <EventSourceSupport>false</EventSourceSupport>
            <StackTraceSupport>false</StackTraceSupport>
            <ConcurrentGarbageCollection>false</ConcurrentGarbageCollection>
            <OptimizationPreference>Speed</OptimizationPreference>
            {InstructionSet}
            <!-- At a fixed address, and with its data as it lies there: nothing is relocated or unpacked at the start. -->
            <PositionIndependentExecutable>false</PositionIndependentExecutable>
            <IlcDehydrate>false</IlcDehydrate>
            <GenerateDocumentationFile>false</GenerateDocumentationFile>
            <DebugType>none</DebugType>
            <StripSymbols>{(options.Symbols ? "false" : "true")}</StripSymbols>
            <NativeDebugSymbols>{(options.Symbols ? "true" : "false")}</NativeDebugSymbols>
            <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
            <RunAnalyzers>false</RunAnalyzers>
            <NoWarn>$(NoWarn);NETSDK1138</NoWarn>
            <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
            <!-- Nobody else holds these files: what cannot be written now cannot be written in a second. -->
            <CopyRetryCount>0</CopyRetryCount>
            <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
          </PropertyGroup>
          <ItemGroup>
            <Compile Include="src/*.cs" />
            <Reference Include="Tvix.Aot.Runtime"><HintPath>{assemblies}/Tvix.Aot.Runtime.dll</HintPath></Reference>
            {(options.Interpreter ? $"<Reference Include=\"Tvix.Aot.Interpreter\"><HintPath>{assemblies}/Tvix.Aot.Interpreter.dll</HintPath></Reference>\n    <Reference Include=\"Tvix.Aot.Language\"><HintPath>{assemblies}/Tvix.Aot.Language.dll</HintPath></Reference>" : "")}
            <!-- Nix does not lock what it reads either. -->
            <RuntimeHostConfigurationOption Include="System.IO.DisableFileLocking" Value="true" />
            <!-- A small first generation, until Nursery finds that much of it survives. -->
            <IlcArg Include="--runtimeopt:GCgen0size=400000" />
            <!-- Nothing larger than half of it can be left uncollected. -->
            <IlcArg Include="--runtimeopt:GCSegmentSize=80000000" />
            <!-- Long lists are young objects too: as large ones, each few of them would start a full collection. -->
            <IlcArg Include="--runtimeopt:GCLOHThreshold=2000000" />
            <!-- No object of a generation is larger than a region. -->
            <IlcArg Include="--runtimeopt:GCRegionSize=1000000" />
          </ItemGroup>
          <!-- Folding compares all methods of the same bytes with one another, and the first method of every file is alike: minutes for some thousand files. -->
          <Target Name="FoldGenericMethodsOnly" AfterTargets="WriteIlcRspFileForCompilation">
            <ItemGroup>
              <_FoldsAll Include="@(IlcArg)" Condition="'%(Identity)' == '--methodbodyfolding:all'" />
              <IlcArg Remove="@(_FoldsAll)" />
              <IlcArg Include="--methodbodyfolding:generic" Condition="'@(_FoldsAll)' != ''" />
            </ItemGroup>
            <WriteLinesToFile File="%(ManagedBinary.IlcRspFile)" Lines="@(IlcArg)" Overwrite="true" WriteOnlyWhenDifferent="true" />
          </Target>
        {ProgramParts.Target(parts, assemblies)}</Project>

        """;

    // Every processor since 2009, and .NET's own library is written for that: without it, hexadecimal digits and more are made one by one.
    private static string InstructionSet =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "<IlcInstructionSet>x86-64-v2</IlcInstructionSet>" : "";

    public static string Program(IReadOnlyList<EmittedModule> modules, string root, string rootNamespace, IEnumerable<string> features, bool interpreter)
    {
        var text = new StringBuilder("// <auto-generated>the program's start</auto-generated>\n");
        text.Append("internal static unsafe class Program\n{\n    private static int Main(string[] args)\n    {\n");
        foreach (string statement in ModuleTableText.Statements(modules, interpreter, "modules", rootNamespace + "."))
        {
            text.Append("        ").Append(statement).Append('\n');
        }

        text.Append("        return global::Tvix.Aot.Runtime.Host.NativeProgram.Run(args, modules, ")
            .Append(Literals.String(modules[0].RelativePath)).Append(", ").Append(Literals.String(root)).Append(", ").Append(Literals.String(string.Join(' ', features))).Append(");\n    }\n}\n");
        return text.ToString();
    }
}
