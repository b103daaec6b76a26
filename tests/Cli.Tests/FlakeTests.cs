using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary>Flakes in folders and git repositories. Values and messages are those of nix-instantiate and nix repl.</summary>
public sealed class FlakeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private (int Code, string Output, string Errors) Eval(string expression) => Repository.Run(
        Repository.Command, _folder.Path, "eval", "--strict", "--extra-experimental-features", "flakes", "--flake-registry", Path.Combine(_folder.Path, "registry.json"), "-E", expression);

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
                "data": { "flake": false, "locked": { "path": "./data", "type": "path" }, "original": { "path": "./data", "type": "path" }, "parent": [] },
                "deep": { "locked": { "path": "./deep", "type": "path" }, "original": { "path": "./deep", "type": "path" }, "parent": [ "sub" ] },
                "root": { "inputs": { "data": "data", "sub": "sub" } },
                "sub": { "inputs": { "deep": "deep" }, "locked": { "path": "./sub", "type": "path" }, "original": { "path": "./sub", "type": "path" }, "parent": [] }
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
    [InlineData("{ outputs = { self, other }: { }; }", "cannot find flake 'flake:other' in the flake registries")]
    [InlineData("{ inputs.a.follows = \"b/a\"; outputs = _: { }; }", "input 'a' follows a non-existent input 'b/a'")]
    [InlineData("{ inputs.a.follows = \"b\"; inputs.b.follows = \"a\"; outputs = _: { }; }", "follow cycle detected: [b -> a -> b]")]
    [InlineData("{ inputs.a = { url = \"path:/a\"; follows = \"b\"; }; outputs = _: { }; }", "flake input has both a flake reference and a follows attribute, at {1}:1:3")]
    [InlineData("{ inputs.a.inputs.self.lfs = true; outputs = _: { }; }", "'self' input attribute not allowed at {1}:1:3")]
    [InlineData("{ inputs.a.url = \"path:.\"; outputs = _: { }; }", "found circular import of flake 'path:.'")]
    [InlineData("let x = 1; in { outputs = _: { }; }", "file '{1}' must be an attribute set")]
    [InlineData("{ outputs = import ./x.nix; }", "expected a function but got a thunk at {1}:1:3")]
    [InlineData("{ inputs.a = { inherit (builtins) url; }; outputs = _: { }; }", "expected a string or a path but got a thunk at {1}:1:35")]
    [InlineData("{ inputs.a = rec { type = \"path\"; x = -1; }; outputs = _: { }; }", "flake input attribute 'x' is a thunk while a string, Boolean, or integer is expected")]
    [InlineData("{ nixConfig.a = [ (\"a\" + \"b\") ]; outputs = _: { }; }", "list element in flake configuration setting 'a' is a list while a string is expected")]
    [InlineData("{ nixConfig.a = ./x; outputs = _: { }; }", "path '{2}/x' does not exist")]
    [InlineData("{ inputs.a.url = /a; outputs = _: { }; }", "input attribute path '/a' at {1}:1:3 must be in the same source tree as {2}/")]
    public void Files_that_are_no_flakes(string text, string message)
    {
        _folder.Write("flake/flake.nix", text);
        string reference = $"path:{_folder.Path}/flake";
        (_, string tree, _) = Eval($"builtins.path {{ path = {_folder.Path}/flake; name = \"source\"; }}");
        tree = tree.Trim().Trim('"');
        (int code, _, string errors) = Eval($"builtins.getFlake \"{reference}\"");
        Assert.Equal(1, code);
        Assert.EndsWith("error: " + string.Format(CultureInfo.InvariantCulture, message, reference, tree + "/flake.nix", tree) + "\n", errors);
    }

    [Fact]
    public void Inputs_are_locked_where_no_lock_file_has_them()
    {
        string root = _folder.Path;
        _folder.Write("one/flake.nix", "{ outputs = _: { value = 1; }; }");
        _folder.Write("ten/flake.nix", "{ outputs = _: { value = 10; }; }");
        _folder.Write("both/flake.nix", $$"""
            { inputs.one.url = "path:{{root}}/one"; inputs.again.follows = "one"; outputs = { self, one, again }: { value = one.value + again.value; }; }
            """);
        _folder.Write("registry.json", $$"""
            {
              "version": 2,
              "flakes": [
                { "from": { "type": "indirect", "id": "name" }, "to": { "type": "indirect", "id": "other" } },
                { "from": { "type": "indirect", "id": "other" }, "to": { "type": "path", "path": "{{root}}", "dir": "ten" } }
              ]
            }
            """);
        _folder.Write("flake/data/x", "text");
        _folder.Write("flake/flake.nix", $$"""
            {
              inputs = {
                plain.url = "path:{{root}}/both";
                changed = { url = "path:{{root}}/both"; inputs.one.url = "path:{{root}}/ten"; };
                named.url = "name";
                followed.follows = "plain/one";
                data = { url = "path:./data"; flake = false; };
              };
              outputs = { self, plain, changed, named, followed, data, other }: {
                values = map (f: f.value) [ plain changed named followed other ];
                text = builtins.readFile "${data}/x";
                same = plain.inputs.one.narHash == followed.narHash && plain.inputs.again == plain.inputs.one;
                parent = builtins.attrNames data.sourceInfo;
              };
            }
            """);
        (int code, string output, string errors) = Eval($"with builtins.getFlake \"path:{root}/flake\"; [ values text same parent ]");
        Assert.Equal((0, "[ [ 2 20 10 1 10 ] \"text\" true [ \"outPath\" ] ]\n"), (code, output));
        string[] lines = errors.Split('\n');
        Assert.Equal($"warning: not writing modified lock file of flake 'path:{root}/flake':", lines[0]);
        string[] added = ["changed", "changed/again", "changed/one", "data", "followed", "named", "other", "plain", "plain/again", "plain/one"];
        Assert.Equal(added.Select(a => $"• Added input '{a}':"), lines.Where(l => l.StartsWith('•')));
        Assert.Contains("    follows 'plain/one'", lines);
        Assert.Contains("    'path:./data'", lines);
    }

    [Fact]
    public void A_lock_file_that_the_flake_has_outgrown()
    {
        string root = _folder.Path;
        _folder.Write("one/flake.nix", "{ outputs = _: { value = 1; }; }");
        _folder.Write("ten/flake.nix", "{ outputs = _: { value = 10; }; }");
        (_, string hash, _) = Eval($"(builtins.fetchTree \"path:{root}/one\").narHash");
        _folder.Write("flake/flake.lock", $$"""
            {
              "nodes": {
                "one": {
                  "locked": { "lastModified": 1, "narHash": {{hash.Trim()}}, "path": "{{root}}/one", "type": "path" },
                  "original": { "path": "{{root}}/one", "type": "path" }
                },
                "root": { "inputs": { "gone": "one", "one": "one" } }
              },
              "root": "root", "version": 7
            }
            """);
        string value = $"with builtins.getFlake \"path:{root}/flake\"; [ value time ]";
        const string Outputs = "outputs = i: { value = i.one.value; time = i.one.lastModified == 1; }; }";
        _folder.Write("flake/flake.nix", $$"""{ inputs.one.url = "path:{{root}}/one"; {{Outputs}}""");
        Assert.Equal(
            (0, "[ 1 true ]\n", $"warning: not writing modified lock file of flake 'path:{root}/flake':\n• Removed input 'gone'\n"), Eval(value));
        _folder.Write("flake/flake.nix", $$"""{ inputs.one.url = "path:{{root}}/ten"; inputs.gone.follows = "one"; {{Outputs}}""");
        (int code, string output, string errors) = Eval(value);
        Assert.Equal((0, "[ 10 false ]\n"), (code, output));
        Assert.Contains("• Updated input 'gone':\n", errors);
        Assert.Contains("  → follows 'one'\n• Updated input 'one':\n", errors);
    }

    public void Dispose() => _folder.Dispose();
}
