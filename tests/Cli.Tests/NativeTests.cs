using System;
using System.Collections.Generic;
using System.IO;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary>Real native programs. One is built for each test: they take some ten seconds each.</summary>
public class NativeTests
{
    private static void Build(string folder, params string[] arguments)
    {
        (int code, _, string errors) = Repository.Run(Repository.Command, folder, ["build", .. arguments]);
        Assert.True(code == 0, errors);
    }

    [Fact]
    public void The_sample_hello()
    {
        using var folder = new TemporaryFolder();
        string program = Path.Combine(folder.Path, "hello"), source = Path.Combine(Repository.Root, "samples", "hello", "hello.nix");
        Build(folder.Path, source, "-o", program);
        (int code, string output, string errors) = Repository.Run(program, folder.Path, "--arg", "limit", "20", "-A", "text", "--raw");
        Assert.Equal((0, "The primes below 20 are 2, 3, 5, 7, 11, 13, 17, 19."), (code, output));
        Assert.Equal("", errors);
        (_, output, _) = Repository.Run(program, folder.Path, "-A", "squares", "--json", "--arg", "limit", "6");
        Assert.Equal("{\"p2\":4,\"p3\":9,\"p5\":25}\n", output);
        (code, output, errors) = Repository.Run(program, folder.Path, "-A", "text", "--raw", "--arg", "limit", "let n = 2; in n * 5");
        Assert.Equal((0, "The primes below 10 are 2, 3, 5, 7."), (code, output));
        byte[] first = File.ReadAllBytes(program);
        Build(folder.Path, source, "-o", program);
        Assert.Equal(first, File.ReadAllBytes(program));
    }

    [Fact]
    public void A_program_of_several_files_can_be_moved()
    {
        using var folder = new TemporaryFolder();
        folder.Write("srç dir/main.nix", "{ names = map (n: import (./parts + \"/${n}.nix\")) [ \"a\" \"b\" ]; text = builtins.readFile ./data.txt; where = ./data.txt; home = ~/x; "
            + "odd = [ (import ./NixNull.nix) (import ./string.nix) (import ./String.nix) (import ./k_1.nix 1) ]; linked = [ (import ./links/b.nix) (import ./links/lib).b ]; }");
        // Like names of the runtime, of C#, of emitted fields, and alike but for the case.
        folder.Write("srç dir/NixNull.nix", "[ null 1 ]");
        folder.Write("srç dir/string.nix", "\"c\"");
        folder.Write("srç dir/String.nix", "\"C\"");
        folder.Write("srç dir/k_1.nix", "k_1: x: [ 1 k_1 (if x == null then 1 else x) ]");
        folder.Write("srç dir/parts/a.nix", "\"A\"");
        folder.Write("srç dir/parts/b.nix", "(import ../lib).b");
        folder.Write("srç dir/lib/default.nix", "{ b = \"B\"; }");
        folder.Write("srç dir/data.txt", "text\n");
        // What they import starts from where they lead to.
        Directory.CreateDirectory(Path.Combine(folder.Path, "srç dir/links"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "srç dir/links/b.nix"), "../parts/b.nix");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "srç dir/links/lib"), "../lib");
        string program = Path.Combine(folder.Path, "program");
        // In several assemblies.
        Build(folder.Path, "srç dir/main.nix", "-o", program, "--part-size", "6000");
        Directory.Move(Path.Combine(folder.Path, "srç dir"), Path.Combine(folder.Path, "moved"));
        Assert.Equal((0, "[ \"A\" \"B\" ]\n", ""), Repository.Run(program, "/", "--strict", "-A", "names"));
        Assert.Equal((0, "[ [ null 1 ] \"c\" \"C\" <LAMBDA> ]\n", ""), Repository.Run(program, "/", "--strict", "-A", "odd"));
        Assert.Equal((0, "[ \"B\" \"B\" ]\n", ""), Repository.Run(program, "/", "--strict", "-A", "linked"));
        (int code, _, string errors) = Repository.Run(program, "/", "-A", "text");
        Assert.Equal(1, code);
        Assert.Contains($"path '{folder.Path}/srç dir/data.txt' does not exist", errors);
        Assert.Equal((0, "\"text\\n\"\n", ""), Repository.Run(program, "/", "-A", "text", "--source-root", $"{folder.Path}/moved"));
        Assert.Equal((0, $"{folder.Path}/moved/data.txt\n", ""), Repository.Run(program, "/", "-A", "where", "--source-root", $"{folder.Path}/moved"));
        // The home of who runs it.
        var environment = new System.Collections.Generic.Dictionary<string, string?> { ["HOME"] = folder.Path };
        Assert.Equal((0, $"{folder.Path}/x\n", ""), Repository.Run(program, "/", environment, "-A", "home"));
    }

    [Fact]
    public void Code_that_was_not_there_is_interpreted()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.nix", """
            { dir }: {
              plugins = builtins.mapAttrs (name: type: import (dir + "/${name}") (x: x + 1)) (builtins.readDir dir);
              bounce = let self = k: import (dir + "/bounce.nix") self k; in self 1000000;
              known = import ./known.nix;
            }
            """);
        folder.Write("known.nix", "1");
        folder.Write("plugins/add.nix", "f: f 41");
        folder.Write("plugins/bounce.nix", "back: n: if n == 0 then 0 else 1 + back (n - 1)");
        string[] with = ["--argstr", "dir", Path.Combine(folder.Path, "plugins")];
        string program = Path.Combine(folder.Path, "program");
        Build(folder.Path, "main.nix", "-o", program);
        Assert.Equal((0, "42\n", ""), Repository.Run(program, "/", [.. with, "-A", "plugins.\"add.nix\""]));
        Assert.Equal((0, "1000000\n", ""), Repository.Run(program, "/", [.. with, "-A", "bounce"]));
        folder.Write("plugins/add.nix", "f: f");
        Assert.Equal((0, "<LAMBDA>\n", ""), Repository.Run(program, "/", [.. with, "-A", "plugins.\"add.nix\""]));
        folder.Write("known.nix", "2");
        Assert.Equal((0, "2\n", ""), Repository.Run(program, "/", [.. with, "-A", "known"]));
        Assert.Equal((0, "1\n", ""), Repository.Run(program, "/", [.. with, "-A", "known", "--trust-compiled"]));
        Assert.Equal((0, "1\n", ""), Repository.Run(program, "/", [.. with, "-A", "known", "--pure-eval"]));
        Assert.Equal((0, "1\n", ""), Repository.Run(program, "/", [.. with, "-A", "known", "--restrict-eval"]));
        folder.Write("plugins/add.nix", "f: f 1 +");
        (int code, _, string errors) = Repository.Run(program, "/", [.. with, "-A", "plugins.\"add.nix\""]);
        Assert.Equal(1, code);
        Assert.Contains("error: syntax error, unexpected end of file", errors);

        // A comment changes nothing of the C#, but the program must know the file again.
        byte[] before = File.ReadAllBytes(program);
        folder.Write("known.nix", "1 # one");
        folder.Write("plugins/add.nix", "f: f 41");
        Build(folder.Path, "main.nix", "-o", program);
        Assert.NotEqual(before, File.ReadAllBytes(program));
    }

    [Fact]
    public void A_program_without_the_interpreter_says_what_it_lacks()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.nix", "{ dir }: import (dir + \"/late.nix\")");
        folder.Write("late.nix", "1");
        string program = Path.Combine(folder.Path, "program");
        Build(folder.Path, "main.nix", "-o", program, "--interpreter", "never");
        (int code, _, string errors) = Repository.Run(program, "/", "--argstr", "dir", folder.Path);
        Assert.Equal(1, code);
        Assert.Contains("is not part of this program", errors);
        (code, _, errors) = Repository.Run(program, "/", "--arg", "dir", "x: x");
        Assert.Equal(1, code);
        Assert.Contains("a compiled program takes constants here", errors);
    }

    [Fact]
    public void Several_builds_of_a_program_at_once()
    {
        using var folder = new TemporaryFolder();
        folder.Write("new.nix", $"\"{Guid.NewGuid()}\"");
        System.Threading.Tasks.Parallel.For(0, 3, i => Build(folder.Path, "new.nix", "-o", $"program{i}"));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal((0, File.ReadAllText(Path.Combine(folder.Path, "new.nix")) + "\n", ""), Repository.Run(Path.Combine(folder.Path, $"program{i}"), "/"));
        }
    }

    [Fact]
    public void The_cache_of_programs_does_not_grow_for_ever()
    {
        using var folder = new TemporaryFolder();
        string cache = Path.Combine(folder.Path, "cache");
        string[] kept = [Earlier(cache, "a", days: 0, bytes: 1 << 30), Earlier(cache, "b", days: 0, bytes: 1 << 30)];
        string[] removed = [Earlier(cache, "c", days: 2, bytes: 1), Earlier(cache, "d", days: 2, bytes: 0)];
        Directory.CreateDirectory(Path.Combine(cache, "trees"));
        folder.Write("main.nix", "1");
        (int code, _, string errors) = Repository.Run(
            Repository.Command, folder.Path, new Dictionary<string, string?> { ["TVIX_AOT_CACHE"] = cache }, "build", "main.nix");
        Assert.True(code == 0, errors);
        Assert.All(kept, f => Assert.True(Directory.Exists(f)));
        Assert.All(removed, f => Assert.False(Directory.Exists(f)));
        Assert.True(Directory.Exists(Path.Combine(cache, "trees")));
    }

    /// <summary>The folder of a program that was used some days ago; of an interrupted build if the program has no bytes.</summary>
    private static string Earlier(string cache, string name, int days, long bytes)
    {
        string project = Path.Combine(cache, name), program = Path.Combine(project, "program");
        Directory.CreateDirectory(project);
        File.WriteAllText(Path.Combine(project, "program.csproj"), "<Project />");
        DateTime used = DateTime.UtcNow - TimeSpan.FromDays(days);
        if (bytes > 0)
        {
            using (FileStream file = File.Create(program))
            {
                // Has no blocks on the disk.
                file.SetLength(bytes);
            }

            File.SetLastWriteTimeUtc(program, used);
        }

        Directory.SetLastWriteTimeUtc(project, used);
        return project;
    }

    [Fact]
    public void Depth_and_loops()
    {
        using var folder = new TemporaryFolder();
        folder.Write("deep.nix", """
            let
              deep = n: if n == 0 then 0 else 1 + deep (n - 1);
              loop = n: acc: if n == 0 then acc else loop (n - 1) (acc + 1);
              endless = x: 1 + endless x;
              x = x;
            in { a = deep 1000000; b = loop 100000000 0; c = endless 0; d = x; }
            """);
        string program = Path.Combine(folder.Path, "deep");
        Build(folder.Path, "deep.nix", "-o", program);
        Assert.Equal((0, "1000000\n", ""), Repository.Run(program, "/", "-A", "a"));
        Assert.Equal((0, "100000000\n", ""), Repository.Run(program, "/", "-A", "b"));
        (int code, _, string errors) = Repository.Run(program, "/", "-A", "c");
        Assert.Equal(1, code);
        Assert.Contains("error: stack overflow; max-call-depth exceeded\n", errors);
        Assert.Contains("deep.nix:4:20:", errors);
        (code, _, errors) = Repository.Run(program, "/", "-A", "d");
        Assert.Equal(1, code);
        Assert.Contains("infinite recursion encountered", errors);

        // With less address space than a stack takes otherwise.
        (code, string output, errors) = Repository.Run("bash", folder.Path, "-c", "ulimit -v 1500000; ./deep -A b && ./deep -A c");
        Assert.Equal((1, "100000000\n"), (code, output));
        Assert.Contains("error: stack overflow; max-call-depth exceeded\n", errors);
    }
}
