using System;
using System.IO;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary><c>--jobs</c>: several threads, the output, the messages and the error of one.</summary>
public class ParallelTests
{
    private static (int Code, string Output, string Errors) Eval(int jobs, params string[] arguments) =>
        Repository.Run(Repository.Command, "/", ["eval", "--jobs", $"{jobs}", .. arguments]);

    private static void SameWithHelpers(params string[] arguments)
    {
        (int Code, string Output, string Errors) one = Eval(1, arguments);
        foreach (int jobs in (int[])[2, 3, 5])
        {
            Assert.Equal(one, Eval(jobs, arguments));
        }
    }

    [Fact]
    public void A_package_set_has_the_same_derivations()
    {
        using var folder = new TemporaryFolder();
        (int code, _, string errors) = Repository.Run(Path.Combine(Repository.Root, "benchmarks", "packages"), "/", [folder.Path, "300"]);
        Assert.True(code == 0, errors);
        SameWithHelpers("--json", Path.Combine(folder.Path, "all.nix"));
        SameWithHelpers("--raw", Path.Combine(folder.Path, "one.nix"));
        SameWithHelpers("--raw", Path.Combine(folder.Path, "set.nix"), "-A", "pkg0100.drvPath", "-A", "pkg0200.outPath", "-A", "pkg0299.drvPath");
    }

    [Fact]
    public void Thunks_that_many_need_are_evaluated_once()
    {
        // Each element needs the one before: whoever is at the far end waits, or does it all.
        SameWithHelpers("--strict", "-E", """
            let chain = builtins.genList (i: if i == 0 then { n = 0; s = "x"; } else let p = builtins.elemAt chain (i - 1); in
              p // { n = p.n + 1; s = builtins.hashString "sha256" p.s; ${"k${toString i}"} = p.n; }) 200;
            in map (x: [ x.n x.s (builtins.attrNames x) ]) chain
            """);
    }

    [Theory]
    // The first error in Nix's order, with its trace, although helpers meet the others.
    [InlineData("builtins.genList (i: if i < 50 then i else throw \"element ${toString i}\") 100")]
    [InlineData("let a = [ b 1 2 3 ]; b = [ c 1 2 3 ]; c = builtins.head a + 1; in [ 1 a b c ]")]
    [InlineData("builtins.genList (i: if builtins.elem i [ 3 7 ] then builtins.trace \"at ${toString i}\" i else i * i) 10")]
    [InlineData("builtins.genList (i: builtins.tryEval (if i == 5 then throw \"no\" else i)) 10")]
    [InlineData("let shared = throw \"shared\"; in builtins.genList (i: (builtins.tryEval (shared + i)).success) 20")]
    // A helper that is in a loop when the error is there is told to stop.
    [InlineData("[ (throw \"first\") (let f = x: f (x + 1.5); in f 0) ]")]
    [InlineData("{ a = 1; b = 1 + true; c = let x = { inherit (x) y; }; in x.y; d = builtins.warn \"w\" 2; }")]
    public void Messages_and_errors_are_those_of_one_thread(string expression) =>
        SameWithHelpers("--strict", "--show-trace", "-E", expression);

    [Fact]
    public void What_is_not_evaluated_stays_so() => SameWithHelpers("-E", "{ a = 1 + 1; b = builtins.deepSeq [ (2 + 2) ] { c = 3 + 3; }; }");
}
