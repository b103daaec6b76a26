using System;
using System.IO;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary>The package, used by the sample project as a consumer would.</summary>
public class PackageTests
{
    private static (int Code, string Output) Dotnet(string folder, params string[] arguments)
    {
        (int code, string output, string errors) = Repository.Run("dotnet", folder, arguments);
        return (code, output + errors);
    }

    /// <summary>A copy of the sample with its own place for packages.</summary>
    private static string CopySample(TemporaryFolder folder)
    {
        string sample = Path.Combine(Repository.Root, "samples", "typed-config");
        foreach (string file in Directory.EnumerateFiles(sample))
        {
            folder.Write(Path.Combine("app", Path.GetFileName(file)), File.ReadAllText(file));
        }

        UsePackage(folder);
        return Path.Combine(folder.Path, "app");
    }

    /// <summary>Makes the package, and sees to it that projects in the folder take this one.</summary>
    private static void UsePackage(TemporaryFolder folder)
    {
        (int code, string output) = Dotnet(Repository.Root, "pack", "src/MSBuild/Task/Task.csproj", "-c", "Release");
        Assert.True(code == 0, output);
        string packages = Path.Combine(Repository.Root, "artifacts", "package", "release");
        folder.Write("nuget.config", $"<configuration><packageSources><add key=\"this\" value=\"{packages}\" /></packageSources></configuration>");
        (_, output) = Dotnet(folder.Path, "nuget", "locals", "global-packages", "--list");
        string cached = Path.Combine(output.Split(' ', 2)[^1].Trim(), "tvix.aot");
        if (Directory.Exists(cached))
        {
            Directory.Delete(cached, recursive: true);
        }
    }

    /// <summary>A program that uses the package.</summary>
    private static string ProjectOf(string properties, string items) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net9.0</TargetFramework>
            <RollForward>Major</RollForward>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Tvix.Aot" Version="0.1.0" />
            {items}
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public void A_project_with_settings_and_names_of_its_own()
    {
        using var folder = new TemporaryFolder();
        UsePackage(folder);
        folder.Write("plugins/é.nix", "x: x + 1");
        folder.Write("äpp/site/default.nix", "{ dir, n, ports }: { inherit ports; a = import ./${\"sub dir\"}/x.nix |> (x: x + n); b = import (dir + \"/é.nix\") n; text = builtins.readFile ./${\"ä.txt\"}; }");
        folder.Write("äpp/site/sub dir/x.nix", "20");
        folder.Write("äpp/site/ä.txt", "ä");
        folder.Write("äpp/Program.cs", $"var options = new Tvix.Aot.NixOptions(); options.Arguments[\"dir\"] = \"{folder.Path}/plugins\"; options.Arguments[\"n\"] = 22; options.Arguments[\"ports\"] = new System.Collections.Generic.Dictionary<string, int> {{ [\"b\"] = 2, [\"a\"] = 1 }}; System.Console.WriteLine(Own.Site.Evaluate(options).ToJson());\n");
        const string Properties = "<NixNamespace>Own</NixNamespace><NixExperimentalFeatures>pipe-operators</NixExperimentalFeatures>";
        void Project(string items) => folder.Write(
            "äpp/äpp.csproj", ProjectOf(Properties, "<None Update=\"site/*.txt\" CopyToOutputDirectory=\"PreserveNewest\" />" + items));
        string app = Path.Combine(folder.Path, "äpp");

        Project("<NixFile Include=\"site\" /><NixFile Include=\"site/sub dir/*.nix\" ClassName=\"Été\" /><NixFile Include=\"site/**/x.nix\" ClassName=\"Été\" />");
        (int code, string output) = Dotnet(app, "run");
        Assert.Equal((0, "{\"a\":42,\"b\":23,\"ports\":{\"a\":1,\"b\":2},\"text\":\"ä\"}\n"), (code, output));

        folder.Write("äpp/x.nix", "1");
        Project("<NixFile Include=\"x.nix\" /><NixFile Include=\"site/sub dir/x.nix\" /><NixFile Include=\"site\" ClassName=\"a b\" />");
        (code, output) = Dotnet(app, "build");
        Assert.NotEqual(0, code);
        Assert.Contains("site/sub dir/x.nix : error NIX0003: the class X is already that of x.nix; give one of the items a ClassName", output);
        Assert.Contains("site/default.nix : error NIX0002: 'a b' is not a name for a C# class", output);
    }

    [Fact]
    public void One_error_for_a_file_of_several_items_and_what_is_watched()
    {
        using var folder = new TemporaryFolder();
        UsePackage(folder);
        folder.Write("app/lib/wrong.nix", "{ a = }");
        folder.Write("app/a.nix", "import ./lib/wrong.nix");
        folder.Write("app/b.nix", "import ./lib/wrong.nix");
        folder.Write("app/Program.cs", "System.Console.WriteLine(1);");
        folder.Write("app/bin/no.nix", "1");
        folder.Write("app/app.csproj", ProjectOf("", "<NixFile Include=\"*.nix\" />"));
        string app = Path.Combine(folder.Path, "app");
        (int code, string output) = Dotnet(app, "build");
        Assert.NotEqual(0, code);
        // As it happens, and in the summary.
        Assert.Equal(3, output.Split("lib/wrong.nix(1,7): error NIX1004: syntax error").Length);
        output = Dotnet(app, "msbuild", "-getItem:Watch", "-getItem:UpToDateCheckInput").Output;
        foreach (string file in new[] { "a.nix", "b.nix", "lib/wrong.nix" })
        {
            Assert.Equal(3, output.Split($"\"Identity\": \"{app}/{file}\"").Length);
        }

        Assert.DoesNotContain("no.nix", output);

        folder.Write("app/app.fsproj", ProjectOf("", "<Compile Include=\"Program.fs\" /><NixFile Include=\"a.nix\" />"));
        folder.Write("app/Program.fs", "printfn \"1\"");
        (code, output) = Dotnet(app, "build", "app.fsproj");
        Assert.NotEqual(0, code);
        Assert.Contains("error NIX0005: NixFile items become C# classes", output);
    }

    [Fact]
    public void Evaluations_side_by_side()
    {
        using var folder = new TemporaryFolder();
        UsePackage(folder);
        folder.Write("app/app.csproj", ProjectOf("<ImplicitUsings>enable</ImplicitUsings>", "<NixFile Include=\"*.nix\" />"));
        folder.Write("app/a.nix", """
            { n ? 1, ... }:
            let text = builtins.readFile ./data.txt; loop = n: if n < 0 then n else loop (n + 1);
            in { inherit n text; sum = builtins.foldl' (a: b: a + b) n (builtins.genList (i: i) 100); loop = loop n; found = <z/data.txt>; wrong = 1 + "x"; }
            """);
        folder.Write("one/data.txt", "one");
        folder.Write("two/data.txt", "two");
        // Their classes have names of the runtime's.
        foreach (string name in new[] { "value", "module", "system", "op" })
        {
            folder.Write($"app/{name}.nix", $"let f = x: y: [ null x \"{name}\" (x + 1) y ]; in f 1 {{ }}");
        }

        folder.Write("app/Program.cs", """
            using Tvix.Aot;
            NixOptions Options(int n, string root) => new() { SourceRoot = root, Arguments = { ["n"] = n }, SearchPath = { "z=" + root } };
            string one = args[0] + "/one", two = args[0] + "/two";

            // Each keeps its options, also after another one began.
            NixValue a = Nix.A.Evaluate(Options(10, one)), b = Nix.A.Evaluate(Options(20, two));
            Console.WriteLine($"{a["text"].AsString()} {b["text"].AsString()} {a["sum"].AsInt64()} {b["sum"].AsInt64()}");
            Console.WriteLine(a["found"].AsPath() == one + "/data.txt" && b["found"].AsPath() == two + "/data.txt");
            try { a["wrong"].AsInt64(); } catch (NixException e) { Console.WriteLine(e.File == one + "/a.nix"); }
            Console.WriteLine($"{Nix.A.Evaluate()["n"].AsInt64()} {a.TryGet("nothing", out _)}");

            int right = 0;
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(t => new Thread(() =>
            {
                for (int i = 0; i < 50; i++)
                {
                    NixValue v = Nix.A.Evaluate(Options(i, t % 2 == 0 ? one : two));
                    Interlocked.Add(ref right, v["sum"].AsInt64() == 4950 + i && v["text"].AsString() == (t % 2 == 0 ? "one" : "two") ? 1 : 0);
                }
            }))];
            Array.ForEach(threads, t => t.Start());
            Array.ForEach(threads, t => t.Join());
            Console.WriteLine(right);

            using var source = new CancellationTokenSource(50);
            NixOptions options = Options(1, one);
            options.CancellationToken = source.Token;
            try { Nix.A.Evaluate(options)["loop"].AsInt64(); } catch (OperationCanceledException) { Console.WriteLine("cancelled"); }
            Console.WriteLine(b["n"].AsInt64());
            Console.WriteLine(Nix.Value.Evaluate().ToJson() + Nix.Module.Evaluate()[2].AsString() + Nix.System.Evaluate()[2].AsString() + Nix.Op.Evaluate()[3].AsInt64());
            """);
        (int code, string output) = Dotnet(Path.Combine(folder.Path, "app"), "run", "--", folder.Path);
        Assert.Equal((0, "one two 4960 4970\nTrue\nTrue\n1 False\n200\ncancelled\n20\n[null,1,\"value\",2,{}]modulesystem2\n"), (code, output));
    }

    [Fact]
    public void The_command_as_a_tool()
    {
        using var folder = new TemporaryFolder();
        // Without building: other tests run the command meanwhile.
        (int code, string output) = Dotnet(Repository.Root, "pack", "src/Tool/Tool.csproj", "-c", "Release", "--no-build", "-o", folder.Path);
        Assert.True(code == 0, output);
        (code, output) = Dotnet(folder.Path, "tool", "install", "tvix-aot", "--tool-path", "tools", "--add-source", folder.Path);
        Assert.True(code == 0, output);
        string tool = Path.Combine(folder.Path, "tools", "tvix-aot");
        Assert.Equal((0, "[ 1 4 ]\n", ""), Repository.Run(tool, folder.Path, "eval", "--strict", "-E", "map (x: x * x) [ 1 2 ]"));
        Assert.Equal((0, "3\n", ""), Repository.Run(tool, folder.Path, "eval", "--engine", "compiled", "-E", "1 + 2"));
        Assert.Equal(0, Repository.Run(tool, folder.Path, "build", "-E", "\"built by the tool\"", "-o", "program").Code);
        Assert.Equal((0, "\"built by the tool\"\n", ""), Repository.Run(Path.Combine(folder.Path, "program"), "/"));
    }

    [Fact]
    public void The_sample_typed_config()
    {
        using var folder = new TemporaryFolder();
        string app = CopySample(folder);

        (int code, string output) = Dotnet(app, "build");
        Assert.True(code == 0, output);
        Assert.Equal(
            "shop listens on localhost:8080\nworker 0 reads jobs-0\nworker 1 reads jobs-1\n"
            + "{\"http\":{\"host\":\"localhost\",\"port\":8080},\"log\":{\"level\":\"debug\"},\"name\":\"shop\",\"workers\":[{\"id\":0,\"queue\":\"jobs-0\"},{\"id\":1,\"queue\":\"jobs-1\"}]}\n",
            Dotnet(app, "run", "--no-build", "--", "development").Output);

        // Nothing changed: nothing is compiled again. Then an imported file changes.
        string assembly = Path.Combine(app, "bin", "Debug", "net9.0", "typed-config.dll");
        DateTime built = File.GetLastWriteTimeUtc(assembly);
        Assert.Equal(0, Dotnet(app, "build").Code);
        Assert.Equal(built, File.GetLastWriteTimeUtc(assembly));
        File.AppendAllText(Path.Combine(app, "lib.nix"), "\n# a comment\n// { }\n");
        Assert.Equal(0, Dotnet(app, "build").Code);
        Assert.NotEqual(built, File.GetLastWriteTimeUtc(assembly));

        (code, output) = Dotnet(app, "publish", "-c", "Release", "-o", "out");
        Assert.True(code == 0, output);
        Assert.StartsWith("shop listens on 0.0.0.0:8443\n", Repository.Run(Path.Combine(app, "out", "typed-config"), "/").Output);

        File.AppendAllText(Path.Combine(app, "config.nix"), "\n + nope");
        (code, output) = Dotnet(app, "build");
        Assert.NotEqual(0, code);
        Assert.Contains("config.nix(23,4): error NIX2001: undefined variable 'nope'", output);

        Assert.Equal(0, Dotnet(app, "clean").Code);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(app, "obj"), "*.nix.cs", SearchOption.AllDirectories), f => f.Contains("Debug", StringComparison.Ordinal));
    }
}
