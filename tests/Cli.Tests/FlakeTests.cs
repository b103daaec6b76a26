using System;
using System.Globalization;
using System.IO;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary>Flakes in folders and git repositories. Values and messages are those of nix-instantiate and nix repl.</summary>
public sealed class FlakeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private (int Code, string Output, string Errors) Eval(string expression) => Repository.Run(
        Repository.Command, _folder.Path, "eval", "--strict", "--extra-experimental-features", "flakes", "-E", expression);

    private void Git(params string[] arguments)
    {
        (int code, _, string errors) = Repository.Run("git", _folder.Path, ["-C", "flake", "-c", "user.name=n", "-c", "user.email=n@example.org", .. arguments]);
        Assert.True(code == 0, errors);
    }

    [Fact]
    public void Inputs_inside_the_flake()
    {
        _folder.Write("flake/flake.nix", """
            {
              inputs.sub.url = "path:./sub";
              inputs.data = { url = "path:./data"; flake = false; };
              outputs = { self, sub, data }: {
                inherit (sub) value;
                text = builtins.readFile (data + "/x");
                isInside = sub.sourceInfo.outPath == self.sourceInfo.outPath && data.outPath == self + "/./data";
              };
            }
            """);
        _folder.Write("flake/sub/flake.nix", "{ inputs.deep.url = \"path:./deep\"; outputs = { self, deep }: { value = [ \"sub\" ] ++ deep.value; }; }");
        _folder.Write("flake/sub/deep/flake.nix", "{ outputs = _: { value = [ \"deep\" ]; }; }");
        _folder.Write("flake/data/x", "text");
        _folder.Write("flake/flake.lock", """
            {
              "nodes": {
                "data": { "flake": false, "locked": { "path": "./data", "type": "path" }, "parent": [] },
                "deep": { "locked": { "path": "./deep", "type": "path" }, "parent": [ "sub" ] },
                "root": { "inputs": { "data": "data", "sub": "sub" } },
                "sub": { "inputs": { "deep": "deep" }, "locked": { "path": "./sub", "type": "path" }, "parent": [] }
              },
              "root": "root", "version": 7
            }
            """);
        const string Shown = "{ isInside = true; text = \"text\"; value = [ \"sub\" \"deep\" ]; }\n";
        Assert.Equal((0, Shown, ""), Eval($"let f = builtins.getFlake \"path:{_folder.Path}/flake\"; in {{ inherit (f) isInside text value; }}"));
    }

    [Fact]
    public void In_a_git_repository()
    {
        _folder.Write("flake/flake.nix", "{ inputs.self.submodules = true; outputs = { self }: { count = self.revCount; inherit (self) submodules; }; }");
        _folder.Write("flake/sub/flake.nix", "{ outputs = { self }: { one = 1; }; }");
        Git("init", "-q", "-b", "main");
        Git("add", ".");
        Git("commit", "-q", "-m", "one");
        Git("commit", "-q", "--allow-empty", "-m", "two");
        Assert.Equal(
            (0, "[ 2 true ]\n", ""), Eval($"let f = builtins.getFlake \"git+file://{_folder.Path}/flake\"; in [ f.count f.submodules ]"));

        (int code, string output, string errors) = Repository.RunWithInput(
            Repository.Command, Path.Combine(_folder.Path, "flake"),
            ":lf ./sub\none\nrevCount\n:lf path:.\nbuiltins.typeOf outPath\n:lf\n:lf ./none\n:lf .#x\n", "repl", "--extra-experimental-features", "flakes");
        Assert.Equal(0, code);
        string root = Path.Combine(_folder.Path, "flake");
        Assert.Equal(
            "Added 13 variables.\n_type, inputs, lastModified, lastModifiedDate, narHash, one, outPath, outputs, rev, revCount, shortRev, sourceInfo, submodules\n\n"
            + "1\n\n2\n\n"
            + "Added 10 variables.\n_type, count, inputs, lastModified, lastModifiedDate, narHash, outPath, outputs, sourceInfo, submodules\n\n\"string\"\n\n",
            output);
        Assert.Contains("error: cannot use ':load-flake' without a path specified.", errors);
        Assert.Contains($"error: getting status of \"{root}/none\": No such file or directory\n", errors);
        Assert.Contains("error: unexpected fragment 'x' in flake reference '.#x'\n", errors);
    }

    [Theory]
    [InlineData("{ }", "flake '{0}' lacks attribute 'outputs'")]
    [InlineData("x: x", "file '{1}' must be an attribute set")]
    [InlineData("{ outputs = 1; }", "expected a function but got an integer at {1}:1:3")]
    [InlineData("{ inputs = 1; outputs = _: { }; }", "expected a set but got an integer at {1}:1:3")]
    [InlineData("{ description = 1; other = 1; }", "expected a string but got an integer at {1}:1:3")]
    [InlineData("{ outputs = _: { }; edition = 1; }", "flake '{0}' has an unsupported attribute 'edition', at {1}:1:21")]
    [InlineData("{ inputs.x.other = 1; outputs = _: { }; }", "unexpected flake input attribute 'other', at {1}:1:3")]
    [InlineData("{ inputs.x.url = 1; outputs = _: { }; }", "expected a string or a path but got an integer at {1}:1:3")]
    [InlineData("{ inputs.self.other = 1; outputs = _: { }; }", "flake 'self' attribute 'other' is not supported")]
    [InlineData("{ nixConfig.a = null; outputs = _: { }; }", "flake configuration setting 'a' is null")]
    [InlineData("{ nixConfig.a = [ 1 ]; outputs = _: { }; }", "list element in flake configuration setting 'a' is a list while a string is expected")]
    [InlineData("{ outputs = { self, other }: { }; }", "locking the inputs of '{0}', which has no flake.lock, is not supported yet")]
    public void Files_that_are_no_flakes(string text, string message)
    {
        _folder.Write("flake/flake.nix", text);
        string reference = $"path:{_folder.Path}/flake";
        (_, string tree, _) = Eval($"builtins.path {{ path = {_folder.Path}/flake; name = \"source\"; }}");
        (int code, _, string errors) = Eval($"builtins.getFlake \"{reference}\"");
        Assert.Equal(1, code);
        Assert.EndsWith("error: " + string.Format(CultureInfo.InvariantCulture, message, reference, tree.Trim().Trim('"') + "/flake.nix") + "\n", errors);
    }

    public void Dispose() => _folder.Dispose();
}
