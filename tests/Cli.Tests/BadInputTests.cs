using System.IO;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary>Bad input: one clear message, exit code 1, nothing half-written.</summary>
public class BadInputTests
{
    private static void Fails(string expected, string folder, params string[] arguments)
    {
        (int code, string output, string errors) = Repository.Run(Repository.Command, folder, arguments);
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Contains(expected, errors);
        Assert.DoesNotContain("   at Tvix", errors);
        Assert.DoesNotContain("Unhandled", errors);
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("build")]
    [InlineData("parse")]
    [InlineData("emit")]
    public void A_missing_file(string verb)
    {
        using var folder = new TemporaryFolder();
        Fails($"path '{folder.Path}/none.nix' does not exist", folder.Path, verb, "none.nix");
        Fails($"path '{folder.Path}/default.nix' does not exist", folder.Path, verb, ".");
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("{ a = ; }", "syntax error, unexpected ';'", ":1:7:")]
    [InlineData("let x = 1; in y", "undefined variable 'y'", ":1:15:")]
    [InlineData("a\u00e9: 1", "syntax error, unexpected invalid token", ":1:2:")]
    public void An_error_in_the_text(string source, string message, string place)
    {
        using var folder = new TemporaryFolder();
        folder.Write("bad.nix", source);
        foreach (string verb in (string[])["eval", "build", "emit", "parse"])
        {
            Fails(message, folder.Path, verb, "bad.nix");
            Fails(place, folder.Path, verb, "bad.nix");
        }

        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Bytes_that_are_no_utf8()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "bad.nix"), [(byte)'{', 0xff, 0xfe, (byte)'}']);
        Fails("syntax error", folder.Path, "eval", "bad.nix");
    }

    [Fact]
    public void An_output_that_cannot_be_written()
    {
        using var folder = new TemporaryFolder();
        Fails("there is no directory", folder.Path, "build", "-E", "1", "-o", "none/out");
        Fails("is a directory", folder.Path, "build", "-E", "1", "-o", ".");
        Fails("default.nix' does not exist", folder.Path, "eval", "");
        Fails("--output needs the name of a file", folder.Path, "build", "-E", "1", "-o", "");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        folder.Write("a.nix", "import ./b.nix");
        folder.Write("b.nix", "1");
        Fails("it is part of the program", folder.Path, "build", "a.nix", "-o", "a.nix");
        Fails("it is part of the program", folder.Path, "build", "a.nix", "-o", "b.nix");
        Assert.Equal("1", File.ReadAllText(Path.Combine(folder.Path, "b.nix")));
    }

    [Fact]
    public void Lines_that_are_no_requests()
    {
        const string Answer = "\"ok\":false,\"error\":\"this is no request: ";
        (int code, string output, _) = Repository.RunWithInput(
            Repository.Command, "/", "{\"id\":1}\nnothing\n\n[]\n{\"id\":2,\"expr\":5}\n{\"id\":3,\"expr\":\"./x\"}\n{\"id\":\"4", "eval", "--json-lines");
        Assert.Equal(0, code);
        string[] lines = output.Split('\n');
        Assert.Equal(7, lines.Length);
        Assert.StartsWith("{\"id\":1," + Answer, lines[0]);
        Assert.StartsWith("{\"id\":null," + Answer, lines[1]);
        Assert.StartsWith("{\"id\":null," + Answer, lines[2]);
        Assert.StartsWith("{\"id\":2," + Answer, lines[3]);
        Assert.Equal("{\"id\":3,\"ok\":true,\"value\":\"/x\"}", lines[4]);
        Assert.StartsWith("{\"id\":null," + Answer, lines[5]);
    }

    [Fact]
    public void A_hundred_thousand_brackets()
    {
        using var folder = new TemporaryFolder();
        folder.Write("deep.nix", new string('[', 100_000));
        Fails("nested too deeply", folder.Path, "eval", "deep.nix");
        folder.Write("deep.nix", new string('(', 100_000) + "1" + new string(')', 100_000));
        Fails("nested too deeply", folder.Path, "eval", "deep.nix");
    }

    [Fact]
    public void Options_that_do_not_exist()
    {
        using var folder = new TemporaryFolder();
        Fails("no pass 'nope'", folder.Path, "eval", "-E", "1", "--no-pass", "nope");
        Fails("no engine 'nope'", folder.Path, "eval", "-E", "1", "--engine", "nope");
    }

    [Fact]
    public void An_endless_recursion()
    {
        using var folder = new TemporaryFolder();
        Fails("infinite recursion encountered", folder.Path, "eval", "-E", "let x = x; in x");
        Fails("stack overflow; max-call-depth exceeded", folder.Path, "eval", "--max-call-depth", "1000", "-E", "let f = x: 1 + f x; in f 0");
    }
}
