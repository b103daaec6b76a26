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

    /// <summary>A copy of the sample with its own place for packages, so that the package of this build is taken.</summary>
    private static string CopySample(TemporaryFolder folder)
    {
        string sample = Path.Combine(Repository.Root, "samples", "typed-config");
        foreach (string file in Directory.EnumerateFiles(sample))
        {
            folder.Write(Path.Combine("app", Path.GetFileName(file)), File.ReadAllText(file));
        }

        string packages = Path.Combine(Repository.Root, "artifacts", "package", "release");
        folder.Write("nuget.config", $"<configuration><packageSources><add key=\"this\" value=\"{packages}\" /></packageSources></configuration>");
        (_, string output) = Dotnet(folder.Path, "nuget", "locals", "global-packages", "--list");
        string cached = Path.Combine(output.Split(' ', 2)[^1].Trim(), "tvix.aot");
        if (Directory.Exists(cached))
        {
            Directory.Delete(cached, recursive: true);
        }

        return Path.Combine(folder.Path, "app");
    }

    [Fact]
    public void The_sample_typed_config()
    {
        (int code, string output) = Dotnet(Repository.Root, "pack", "src/MSBuild/Task/Task.csproj", "-c", "Release");
        Assert.True(code == 0, output);
        using var folder = new TemporaryFolder();
        string app = CopySample(folder);

        (code, output) = Dotnet(app, "build");
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
