using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary>The options of <c>tvix-aot eval</c>; expected texts are nix-instantiate's.</summary>
public class EvalTests
{
    private static string Eval(params string[] arguments)
    {
        (int code, string output, string errors) = Repository.Run(Repository.Command, "/", ["eval", .. arguments]);
        Assert.True(code == 0, errors);
        return output;
    }

    [Theory]
    [InlineData("{ a = 1 + 1; b = [ 2 ]; }", "{ a = <CODE>; b = <CODE>; }\n")]
    [InlineData("\"a\\n${\"x\"}\"", "\"a\\nx\"\n")]
    [InlineData("x: x", "<LAMBDA>\n")]
    [InlineData("map", "<PRIMOP>\n")]
    [InlineData("map (x: x)", "<PRIMOP-APP>\n")]
    public void Prints(string expression, string expected) => Assert.Equal(expected, Eval("-E", expression));

    /// <summary>Generated text may nest: Nix takes some 200,000 levels.</summary>
    [Theory]
    [InlineData("", "[", "1", "]", "[ <CODE> ]")]
    [InlineData("builtins.length (", "[ 1 ] ++ ", "[ ]", "", ")", "50000")]
    [InlineData("", "if false then 1 else ", "2", "", "2")]
    [InlineData("", "let a = 1; in ", "a", "", "1")]
    [InlineData("", "a: ", "a", "", "<LAMBDA>")]
    public void Nesting(string before, string open, string core, string close, string after, string? expected = null)
    {
        const int Levels = 50_000;
        using var folder = new TemporaryFolder();
        string Many(string text) => string.Concat(Enumerable.Repeat(text, Levels));
        folder.Write("deep.nix", before + Many(open) + core + Many(close) + (expected == null ? "" : after));
        Assert.Equal((0, (expected ?? after) + "\n", ""), Repository.Run(Repository.Command, folder.Path, "eval", "deep.nix"));
    }

    /// <summary>A text is read where the stack is nearly used up.</summary>
    [Fact]
    public void Nesting_at_the_end_of_a_stack()
    {
        const int Levels = 50_000;
        using var folder = new TemporaryFolder();
        folder.Write("deep.nix", new string('[', Levels) + new string(']', Levels));
        Assert.Equal("600001\n", Eval("-E", $"let f = n: if n == 0 then builtins.length (import {folder.Path}/deep.nix) else 1 + f (n - 1); in f 600000"));
    }

    [Fact]
    public void Formats()
    {
        Assert.Equal("{\"a\":[1,2.5,null]}\n", Eval("--json", "-E", "{ a = [ 1 2.5 null ]; }"));
        Assert.Equal("x\ny", Eval("--raw", "-E", "\"x\\ny\""));
        Assert.Equal("<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <int value=\"1\" />\n</expr>\n", Eval("--xml", "-E", "1"));
        Assert.Equal("{ a = 2; }\n", Eval("--strict", "-E", "{ a = 1 + 1; }"));
    }

    /// <summary>nix-instantiate copies paths that it prints as JSON or raw; an endless value ends in an error in every format.</summary>
    [Fact]
    public void Formats_of_paths_and_of_endless_values()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.txt", "text");
        string copy = Eval("--raw", "-E", $"\"${{{folder.Path}/a.txt}}\"");
        Assert.Equal(copy, Eval("--raw", "-E", $"{folder.Path}/a.txt"));
        Assert.Equal($"[\"{copy}\"]\n", Eval("--json", "--strict", "-E", $"[ {folder.Path}/a.txt ]"));
        Assert.Contains("<unevaluated />", Eval("--xml", "-E", "[ (x: x) ]"));
        Assert.Contains("<unevaluated />", Eval("--xml", "-E", "[ { } ]"));
        foreach (string format in new[] { "--json", "--xml" })
        {
            (int code, _, string errors) = Repository.Run(Repository.Command, "/", "eval", "--strict", format, "-E", "let x = { y = [ x ]; }; in x");
            Assert.Equal(1, code);
            Assert.Contains("error: stack overflow; max-call-depth exceeded\n", errors);
        }
    }

    [Theory]
    [InlineData("builtins.length (builtins.tail (builtins.genList (x: x) 2147483647))")]
    [InlineData("let f = n: s: if n == 0 then s else f (n - 1) (s + s); in builtins.stringLength (f 31 \"a\")")]
    public void What_no_memory_holds_is_an_error(string expression)
    {
        (int code, _, string errors) = Repository.Run(Repository.Command, "/", "eval", "-E", expression);
        Assert.Equal((1, "error: out of memory\n"), (code, errors));
    }

    [Fact]
    public void Arguments_and_attributes()
    {
        const string Function = "{ x, y ? 2 }: { sum = x + y; list = [ 1 { z = \"deep\"; } ]; }";
        Assert.Equal("42\n", Eval("-E", Function, "--arg", "x", "40", "-A", "sum"));
        Assert.Equal("\"deep\"\n", Eval("-E", Function, "--arg", "x", "1", "-A", "list.1.z"));
        Assert.Equal("\"st\"\n", Eval("-E", "{ s }: s", "--argstr", "s", "st"));
        Assert.Equal("3\n", Eval("-E", "{ f }: f 1", "--arg", "f", "x: x + 2"));
    }

    [Fact]
    public void Search_path_and_imports()
    {
        using var folder = new TemporaryFolder();
        folder.Write("lib/default.nix", "{ n = import ./n.nix; }");
        folder.Write("lib/n.nix", "__curPos.line + 41");
        folder.Write("main.nix", "let dir = ./lib; in [ (import dir).n (import <l/n.nix>) (import (dir + \"/n.nix\")) (builtins.readFile ./lib/n.nix) ]");
        Assert.Equal("[ 42 42 42 \"__curPos.line + 41\" ]\n", Eval("--strict", "-I", $"l={folder.Path}/lib", $"{folder.Path}/main.nix"));
    }

    /// <summary>What realisePath, findFile and addPath of Nix do with them.</summary>
    [Fact]
    public void Symlinks()
    {
        using var folder = new TemporaryFolder();
        folder.Write("d/a.txt", "text");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "link"), "d");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "loop"), "loop");
        string Here(string expression) => Eval("--strict", "-I", $"l={folder.Path}/link", "-E", $"let f = {folder.Path}; in {expression}");
        Assert.Equal("true\n", Here("builtins.path { path = f + \"/link\"; name = \"n\"; } == builtins.path { path = f + \"/d\"; name = \"n\"; }"));
        Assert.Equal("false\n", Here("baseNameOf \"${f + \"/link\"}\" == baseNameOf (builtins.path { path = f + \"/link\"; })"));
        Assert.Equal($"{folder.Path}/d/a.txt\n", Here("<l/a.txt>"));
        Assert.Equal("\"text\"\n", Here("builtins.readFile (f + \"/link/a.txt\")"));
        Assert.Equal("\"symlink\"\n", Here("builtins.readFileType (f + \"/link\")"));
        (_, _, string errors) = Repository.Run(Repository.Command, folder.Path, "eval", "-E", "builtins.readFileType ./link/a.txt");
        Assert.Contains($"error: path '{folder.Path}/link' is a symlink\n", errors);
        (_, _, errors) = Repository.Run(Repository.Command, folder.Path, "eval", "-E", "builtins.readFile ./loop");
        Assert.Contains($"error: infinite symlink recursion in path '{folder.Path}/loop'\n", errors);
        (_, string output, errors) = Repository.Run(Repository.Command, folder.Path, "eval", "-I", "x=/nowhere", "-I", "x=d", "-E", "[ <x/a.txt> <x/a.txt> ]", "--strict");
        Assert.Equal(($"[ {folder.Path}/d/a.txt {folder.Path}/d/a.txt ]\n", "warning: Nix search path entry '/nowhere' does not exist, ignoring\n"), (output, errors));
    }

    [Fact]
    public void Scoped_import()
    {
        using var folder = new TemporaryFolder();
        folder.Write("scoped.nix", "map (x: x + y) [ 1 ]");
        Assert.Equal("\"mine\"\n", Eval("-E", $"builtins.scopedImport {{ map = f: l: \"mine\"; y = 1; }} {folder.Path}/scoped.nix"));
    }

    [Fact]
    public void Traces_go_to_standard_error()
    {
        (int code, string output, string errors) = Repository.Run(Repository.Command, "/", "eval", "-E", "builtins.trace { a = 1; b = x: x; } (builtins.warn \"careful\" 1)");
        Assert.Equal((0, "1\n"), (code, output));
        Assert.Contains("trace: { a = 1; b = «thunk»; }\n", errors);
        Assert.Contains("evaluation warning: careful\n", errors);
    }

    // What Nix traces, and in which order. An element may be computed early only where nobody can tell.
    [Theory]
    [InlineData("foldl' (a: b: a + b) 0 (genList (i: t i) 3)", "0 1 2")]
    [InlineData("foldl' (a: b: t (a + b)) 0 (genList (i: t i) 3)", "0 0 1 1 2 3")]
    [InlineData("foldl' (a: b: a * 4611686018427387904 + b) 3 (map (x: t x) [ 1 ])", "")]
    [InlineData("foldl' (a: b: a / b + b) (t 5) (map (x: t x) [ 1 2 ])", "5 1 2")]
    [InlineData("typeOf (head (map (a: b: a + b) (map (x: t x) [ 1 2 ])))", "")]
    [InlineData("typeOf (foldl' (a: b: c: a + b + c) 1 (map (x: t x) [ 1 ]))", "")]
    [InlineData("typeOf (head (map add (map (x: t x) [ 1 2 ])))", "")]
    [InlineData("foldl' (a: b: seq (t 9) b) 0 (map (x: t x) [ 1 2 ])", "9 1 9 2")]
    [InlineData("length (filter (x: t 7 == x) (map (x: t x) [ 1 2 ]))", "7 1 7 2")]
    [InlineData("map (x: t x) (map (x: t (x + 1)) [ 1 2 ]) == map (x: t (x + 5)) [ 1 2 ]", "2 2 6")]
    public void Elements_are_traced_in_the_order_of_Nix(string expression, string expected)
    {
        foreach (string engine in new[] { "interpreter", "compiled" })
        {
            (_, _, string errors) = Repository.Run(
                Repository.Command, "/", "eval", "--engine", engine, "-E", $"with builtins; let t = x: trace x x; in {expression}");
            string traced = string.Join(' ', errors.Split('\n').Where(l => l.StartsWith("trace: ", StringComparison.Ordinal)).Select(l => l["trace: ".Length..]));
            Assert.Equal(expected, traced);
        }
    }
}
