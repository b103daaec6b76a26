using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Transpiler;
using Tvix.Aot.Transpiler.Modules;
using Xunit;

namespace Tvix.Aot.Language.Tests;

/// <summary>Which files become part of a program.</summary>
public sealed class ImportGraphTests
{
    private static readonly string[] s_packages = ["/src/by-name/aa/package.nix", "/src/by-name/bb/package.nix"];
    private static readonly string[] s_files = [.. s_packages, "/src/lib/default.nix", "/src/lib/more.nix", "/src/one.nix", "/src/patches/fix.patch"];

    [Theory]
    [InlineData("import ./one.nix", "one.nix")]
    [InlineData("f: f ./one.nix", "one.nix")]
    [InlineData("f: f ./lib", "lib/default.nix")]
    [InlineData("import ./lib", "lib/default.nix")]
    [InlineData("import ./link.nix", "one.nix")]
    [InlineData("import ./link", "lib/default.nix")]
    [InlineData("dir: dir + \"/one.nix\"", "")]
    [InlineData("n: import (./lib + \"/${n}.nix\")", "lib/default.nix lib/more.nix")]
    [InlineData("n: import ./lib/${n}.nix", "lib/default.nix lib/more.nix")]
    [InlineData("builtins.readDir ./lib", "lib/default.nix lib/more.nix")]
    [InlineData("builtins.readDir \"/src/lib\"", "lib/default.nix lib/more.nix")]
    [InlineData("./lib + /more.nix", "lib/more.nix")]
    [InlineData("let d = ./lib; in builtins.readDir d", "lib/default.nix lib/more.nix")]
    [InlineData("n: let d = ./lib; in d + \"/${n}.nix\"", "lib/default.nix lib/more.nix")]
    [InlineData("let d = ./lib; in d + \"/more.nix\"", "lib/default.nix lib/more.nix")]
    [InlineData("let d = ./.; e = d + \"/lib\"; f = e; in import (f + \"/more.nix\")", "lib/default.nix lib/more.nix")]
    [InlineData("let d = e; e = d; in import (d + \"/more.nix\")", "")]
    [InlineData("let d = ./patches/fix.patch; in import d", "patches/fix.patch")]
    [InlineData("f: f ./by-name", "by-name")]
    [InlineData("let d = ./by-name; in f: f d", "by-name")]
    [InlineData("f: f { src = ./.; patches = [ ./patches ]; }", "")]
    [InlineData("import ./by-name", "")]
    public void Files_are_found(string source, string expected)
    {
        IEnumerable<string> names = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(n => n == "by-name" ? s_packages : [$"/src/{n}"]).Prepend("/src/test.nix");
        var diagnostics = new DiagnosticBag();
        IReadOnlyList<SourceModule> modules =
            ImportGraph.Load(Compile.Text(source), [], new Files(), new NixTranspiler(new TranspileOptions()), diagnostics);
        Assert.Equal(names, modules.Select(m => m.Path));
        Assert.Empty(diagnostics.Items);
    }

    [Theory]
    [InlineData("import ./one.nix", null)]
    [InlineData("let d = ./one.nix; in import d", null)]
    [InlineData("let d = ./lib; in import d", null)]
    [InlineData("let d = ./.; e = d + \"/lib\"; in import (e + \"/more.nix\")", null)]
    [InlineData("import (./lib + /more.nix)", null)]
    [InlineData("let d = ./lib; in import (d + \"/less.nix\")", "it imports /src/lib/less.nix, which was not there")]
    [InlineData("let d = ./lib; in map (n: import (d + n))", "it imports paths that are computed")]
    [InlineData("let f = x: import x; in f ./one.nix", "it imports paths that are computed")]
    public void The_interpreter_is_left_out_where_every_import_is_known(string source, string? reason)
    {
        var transpiler = new NixTranspiler(new TranspileOptions());
        IReadOnlyList<SourceModule> modules = ImportGraph.Load(Compile.Text(source), [], new Files(), transpiler, new DiagnosticBag());
        Assert.Equal(reason, transpiler.Emit(modules, "/src")[0].InterpreterReason);
    }

    private sealed class Files : INixFiles
    {
        public byte[]? TryRead(string path) => FileExists(path) ? Encoding.ASCII.GetBytes("1") : null;

        public string ResolveLink(string path) => path switch
        {
            "/src/link.nix" => "/src/one.nix",
            "/src/link" => "/src/lib",
            _ => path,
        };

        public bool FileExists(string path) => s_files.Contains(path);

        public bool DirectoryExists(string path) => s_files.Any(f => f.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));

        public IEnumerable<string> NixFilesUnder(string directory) =>
            s_files.Where(f => f.StartsWith(directory + "/", StringComparison.Ordinal) && f.EndsWith(".nix", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }
}
