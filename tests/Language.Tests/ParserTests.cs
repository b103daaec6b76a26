using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Diagnostics;
using Xunit;

namespace Tvix.Aot.Language.Tests;

public class ParserTests
{
    // Expected texts are those of nix-instantiate --parse.
    [Theory]
    [InlineData("1 + 2 * 3", "(1 + (__mul 2 3))")]
    [InlineData("-1 - 2", "(__sub (__sub 0 1) 2)")]
    [InlineData("a: b: a <= b", "(a: (b: (! (__lessThan b a))))")]
    [InlineData("x: !x ? a.b", "(x: (! ((x) ? a.b)))")]
    [InlineData("{ a.b = 1; a.c = 2; }", "{ a = { b = 1; c = 2; }; }")]
    [InlineData("{ z, y ? 1, ... }@q: q", "({ y ? 1, z, ... } @ q: q)")]
    [InlineData("x: [ x (x x) x.a or 1 ]", "(x: [ (x) ((x x)) ((x).a or (1)) ])")]
    [InlineData("let { body = 1; }", "(rec { body = 1; }).body")]
    [InlineData("x: \"a${x}b\"", "(x: (\"a\" + x + \"b\"))")]
    [InlineData("''\n  a\n    b\n''", "\"a\\n  b\\n\"")]
    [InlineData("<nix/x>", "(__findFile __nixPath \"nix/x\")")]
    [InlineData("./a/../b", "/src/b")]
    [InlineData("~/x", "/home/me/x")]
    [InlineData("1 |> (x: x)", "((x: x) 1)")]
    [InlineData("(x: x) <| 1", "((x: x) 1)")]
    [InlineData("x: if x then 1 else assert x; 2", "(x: (if x then 1 else assert x; 2))")]
    [InlineData("f: (f 1) 2 (f 3)", "(f: (f 1 2 (f 3)))")]
    [InlineData("(1 - 2) 3", "(__sub 1 2 3)")]
    [InlineData("f: 1 |> f 2", "(f: (f 2 1))")]
    [InlineData("{ __curPos = 1; }.__curPos", "({ __curPos = 1; }).__curPos")]
    [InlineData("rec { inherit (a) b; a = 1; }", "rec { inherit (a) b; a = 1; }")]
    public void Prints_as_nix_does(string source, string expected) => Assert.Equal(expected, Compile.Print(source));

    [Theory]
    [InlineData("1 +", "NIX1004", 1, 4)]
    [InlineData("{ a = 1; a = 2; }", "NIX1011", 1, 10)]
    [InlineData("x: y", "NIX2001", 1, 4)]
    [InlineData("{ a, a }: a", "NIX1012", 1, 6)]
    [InlineData("./a/", "NIX1002", 1, 1)]
    [InlineData("./a/ ", "NIX1002", 1, 5)]
    [InlineData("[ /a", "NIX1004", 1, 3)]
    [InlineData("{ a 1; b = /a/ ; }", "NIX1004", 1, 5)]
    [InlineData("x: x or", "NIX2001", 1, 4)]
    [InlineData("9223372036854775808", "NIX1009", 1, 1)]
    [InlineData("let ${\"a\" + \"b\"} = 1; in 1", "NIX1006", 1, 1)]
    [InlineData("1 |> 2", "NIX1007", 1, 3)]
    public void Reports_with_id_and_place(string source, string id, int line, int column)
    {
        Diagnostic first = Compile.Diagnose(source)[0];
        Assert.Equal((id, line, column), (first.Id, first.Position.Line, first.Position.Column));
    }

    [Fact]
    public void Goes_on_after_an_error()
    {
        IReadOnlyList<Diagnostic> found = Compile.Diagnose("{\n  a = ;\n  b = 1 2 +;\n  c = [ 1 };\n  d = 3;\n}");
        Assert.True(found.Count(d => d.IsError) >= 3);
        Assert.Equal([2, 3, 4], found.Take(3).Select(d => d.Position.Line));
    }

    [Fact]
    public void Suggests_names() => Assert.Equal("length", Compile.Diagnose("let length = 1; in lenght")[0].Suggestion);

    [Theory]
    [InlineData("[")]
    [InlineData("(")]
    [InlineData("{ a = ")]
    [InlineData("x: ")]
    [InlineData("if ")]
    [InlineData("-")]
    public void Deep_nesting_is_an_error(string open)
    {
        IReadOnlyList<Diagnostic>? found = null;
        var thread = new System.Threading.Thread(() => found = Compile.Diagnose(string.Concat(Enumerable.Repeat(open, 100_000))), 512 << 20);
        thread.Start();
        thread.Join();
        Assert.Equal("NIX1005", found![0].Id);
    }

    [Fact]
    public void Threads_parse_beside_one_another()
    {
        System.Threading.Tasks.Parallel.For(0, 200_000, new() { MaxDegreeOfParallelism = 4 }, i =>
        {
            string bindings = string.Concat(Enumerable.Range(0, i % 3 + 1).Select(k => $"a{k} = {i + k}; "));
            Assert.Equal($"{{ {bindings}}}", Compile.Print($"{{ {bindings}}}"));
        });
    }

    [Fact]
    public void Shows_lines_and_a_caret()
    {
        string text = Compile.Diagnose("{\n  a = b;\n}")[0].Render();
        Assert.Equal(
            "error: undefined variable 'b'\n       at /src/test.nix:2:7:\n            1| {\n            2|   a = b;\n             |       ^\n            3| }\n",
            text);
    }
}
