using System.Linq;
using Tvix.Aot.Language.Optimising;
using Xunit;

namespace Tvix.Aot.Language.Tests;

/// <summary>This source must become that source, and what a pass emits.</summary>
public class OptimiserTests
{
    [Theory]
    [InlineData("a: if true then 1 else a", "a: 1")]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("\"a\" + \"b\"", "\"ab\"")]
    [InlineData("!(1 < 2)", "false")]
    [InlineData("9223372036854775807 + 0", "9223372036854775807")]
    [InlineData("x: { a = x; b = 1; } // { b = 2; c = x; }", "x: { a = x; b = 2; c = x; }")]
    [InlineData("x: { a = 1; } // { b = 2; } // x", "x: { a = 1; b = 2; } // x")]
    public void Folds(string source, string simpler) => Assert.Equal(Compile.Unoptimised(simpler), Compile.Core(source, "saturated-calls"));

    [Theory]
    [InlineData("9223372036854775807 + 1")]
    [InlineData("1 / 0")]
    [InlineData("a: if a then 1 else 2")]
    [InlineData("n: { a = 1; } // { ${n} = 2; }")]
    [InlineData("{ } // { }")]
    public void Leaves_for_run_time(string source) => Assert.Equal(Compile.Unoptimised(source), Compile.Core(source));

    [Theory]
    [InlineData("builtins.map", "map")]
    [InlineData("with builtins; length", "__length")]
    [InlineData("let inherit (builtins) head; in head", "__head")]
    [InlineData("let b = builtins; in b.tail", "__tail")]
    public void Finds_builtins(string source, string builtin)
    {
        string expected = Compile.Unoptimised(builtin).Trim();
        Assert.EndsWith(expected, Compile.Core(source).TrimEnd());
    }

    [Theory]
    [InlineData("y: let s = { f = x: x; a = 1; }; in s.f y", "y: let f = x: x; in f y")]
    [InlineData("y: let s = { t = { f = x: x; }; }; in s.t.f y", "y: let f = x: x; in f y")]
    [InlineData("let s = rec { f = x: g x; g = x: f x; }; in s.f 1", "let f = x: g x; g = x: f x; in f 1")]
    [InlineData("let s = { f = x: x; }; inherit (s) f; in f 1", "let f = x: x; in f 1")]
    [InlineData("with { f = x: x; }; let s = { g = x: x; }; in with s; g 1", "let g = x: x; in g 1")]
    [InlineData("y: let s = { f = x: x; }; t = s; in t.f y", "y: let f = x: x; in f y")]
    [InlineData("x: let s = { a = x; }; in [ (s.b or (x + 1)) ]", "x: [ (x + 1) ]")]
    public void Takes_functions_out_of_sets_in_sight(string source, string simpler) =>
        Assert.Equal(Compile.Unoptimised(simpler).Trim(), Compile.Core(source).Trim());

    [Theory]
    [InlineData("let s = { a = 1; }; in s ? a", "true")]
    [InlineData("let s = { a = 1; }; in s ? b", "false")]
    [InlineData("let s = { a = 1; }; t = s; in t ? a.b", "has a.b")]
    public void Knows_what_sets_in_sight_have(string source, string answer) => Assert.Contains(answer, Compile.Core(source));

    [Theory]
    [InlineData("let s = { f = x: x; }; in [ s.f ]")]
    [InlineData("let s = { f = throw \"x\"; }; in s.f 1")]
    [InlineData("let s = { ${\"a\"} = 1; }; in s.f")]
    [InlineData("n: let s = rec { f = x: g; g = n; }; in s.f 1")]
    public void Leaves_selections_that_can_be_seen(string source) => Assert.Contains("select f", Compile.Core(source));

    [Theory]
    [InlineData("let unused = 1; in [ 2 ]", "[ 2 ]")]
    [InlineData("x: let a = b; b = a; c = x; in c", "x: let c = x; in c")]
    [InlineData("let inherit (builtins) map; in [ map ]", "[ map ]")]
    [InlineData("with builtins; [ 1 ]", "[ 1 ]")]
    public void Drops_what_nothing_refers_to(string source, string simpler) =>
        Assert.Equal(Compile.Unoptimised(simpler).Trim(), Compile.Core(source).Trim());

    [Theory]
    [InlineData("xs: let sum = builtins.foldl' (a: b: a) 0; in [ (sum xs) ]", "xs: let sum = a: b: a; in [ (builtins.foldl' sum 0 xs) ]")]
    [InlineData("xs: let f = a: b: c: a; g = f xs 1; in [ (g 2) (g 3) ]", "xs: let f = a: b: c: a; in [ (f xs 1 2) (f xs 1 3) ]")]
    public void Completes_calls_that_are_partial(string source, string simpler) =>
        Assert.Equal(Compile.Core(simpler), Compile.Core(source));

    [Theory]
    [InlineData("f: xs: builtins.foldl' f 0 (map f xs)")]
    [InlineData("f: xs: builtins.concatStringsSep \",\" (if xs then map f [ ] else builtins.genList f 3)")]
    [InlineData("let range = a: b: builtins.genList (i: a + i) (b - a); in map (x: x) (range 1 9)")]
    [InlineData("let total = xs: builtins.foldl' (a: b: a + b) 0 xs; in [ (total (map (x: x) [ 1 ])) ]")]
    [InlineData("let sum = builtins.foldl' (a: b: a + b) 0; in sum (builtins.genList (i: i) 9)")]
    public void Marks_lists_that_one_builtin_takes(string source) => Assert.Contains("call, taken once", Compile.Core(source));

    [Theory]
    [InlineData("f: xs: let l = map f xs; in [ (builtins.foldl' f 0 l) l ]")]
    [InlineData("f: xs: builtins.length (map f xs)")]
    [InlineData("f: xs: builtins.foldl' f 0 (builtins.filter f xs)")]
    [InlineData("f: xs: f (map f xs)")]
    [InlineData("let twice = xs: builtins.foldl' (a: b: a + b) (builtins.length xs) xs; in twice (map (x: x) [ 1 ])")]
    [InlineData("let inner = xs: map (x: builtins.foldl' (a: b: a + b) x xs) [ 1 2 ]; in inner (map (x: x) [ 1 ])")]
    [InlineData("let late = xs: { a ? builtins.length xs }: builtins.foldl' (a: b: a + b) a xs; in late (map (x: x) [ 1 ]) { }")]
    public void Leaves_lists_that_others_may_see(string source) => Assert.DoesNotContain("taken once", Compile.Core(source));

    [Theory]
    [InlineData("map (x: { name = x; value = 1; }) [ ]", true)]
    [InlineData("map (x: { name = x; value = 1; more = 2; }) [ ]", false)]
    [InlineData("map (x: y: { name = x; value = y; }) [ ]", false)]
    public void Functions_that_give_pairs_have_a_version_without_a_set(string source, bool has) =>
        Assert.Equal(has, Compile.Emitted(source).Contains("_pair(object a, object b, Value x, out Value result)"));

    [Fact]
    public void Inner_with_hides_builtins() => Assert.Contains("with-lookup length", Compile.Core("x: with builtins; with x; length"));

    [Fact]
    public void Curried_functions_take_all_their_arguments()
    {
        Assert.Equal("lambda a#0 b#0 c#0\n  a#0\n", Compile.Core("a: b: c: a"));
        Assert.Contains("call\n    builtin", Compile.Core("f: (map f) [ ]").Replace("call\n  builtin", "call\n    builtin"));
    }

    [Fact]
    public void Formals_are_only_merged_as_the_last_parameter() =>
        Assert.Equal("lambda { a#0 }@args#0\n  lambda b#0\n    a#0\n", Compile.Core("{ a }: b: a"));

    [Fact]
    public void Constants_and_variables_need_no_thunk()
    {
        const string Source = "x: [ 1 \"s\" x (y: y) ]";
        Assert.DoesNotContain("new Thunk", Compile.Emitted(Source));
        Assert.Contains("new Thunk", Compile.Emitted(Source, Optimiser.ThunkElision));
    }

    [Fact]
    public void Known_functions_are_called_directly()
    {
        const string Source = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 3";
        Assert.Contains("Op.Direct(&f_1, null, null, Op.Sub(n, k_1, P), P)", Compile.Emitted(Source));
        Assert.Contains("Op.Call(", Compile.Emitted(Source, Optimiser.DirectCalls));
    }

    [Fact]
    public void Self_calls_at_the_end_are_loops() =>
        Assert.Contains("goto top;", Compile.Emitted("let f = n: acc: if n == 0 then acc else f (n - 1) (acc + n); in f 3 0"));

    [Fact]
    public void Accumulators_are_computed_where_that_is_cheap()
    {
        const string Source = "let f = n: acc: if n == 0 then acc else f (n - 1) (acc + n); in f 3 0";
        Assert.Contains("Op.TryAdd(acc, n) ?? new Thunk(", Compile.Emitted(Source));
        Assert.DoesNotContain("Op.TryAdd", Compile.Emitted(Source, Optimiser.Strictness));
    }

    [Fact]
    public void Functions_of_integers_have_an_unboxed_version()
    {
        const string Source = "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 3";
        Assert.Contains("static long fib_unboxed(long n)", Compile.Emitted(Source));
        Assert.DoesNotContain("_unboxed(", Compile.Emitted(Source, Optimiser.Unboxed));
    }

    [Fact]
    public void Functions_of_integers_that_builtins_get_have_one_too()
    {
        const string Source = "builtins.foldl' (a: b: a * 2 + b) 0 (builtins.genList (i: i * i) 9)";
        Assert.Contains("_unboxed(long a_, long", Compile.Emitted(Source));
        Assert.Contains("_unboxed_2(long i)", Compile.Emitted(Source));
        Assert.DoesNotContain("_unboxed(", Compile.Emitted(Source, Optimiser.Unboxed));
        Assert.DoesNotContain("_unboxed(", Compile.Emitted("x: map (i: i * x) [ 1 2 ]"));
    }

    [Theory]
    [InlineData("let f = n: if n < 2 then \"a\" else f (n - 1); in f 3")]
    [InlineData("let f = n: builtins.trace n (n + 1) * 2; in f 3")]
    [InlineData("let f = n: m: if n < 2 then n else f (n - 1) (f n m); in f 3 4")]
    public void What_has_effects_or_is_not_needed_has_none(string source) => Assert.DoesNotContain("static long f_unboxed", Compile.Emitted(source));

    [Fact]
    public void What_can_be_seen_stays_lazy() =>
        Assert.DoesNotContain("Op.TryAdd", Compile.Emitted("let f = n: acc: if n == 0 then [ acc ] else f (n - 1) (acc + n); in f 3 0"));

    [Fact]
    public void Equal_literals_are_one_object()
    {
        const string Source = "[ \"text\" \"text\" ]";
        Assert.Contains("Op.List(t_text, t_text)", Compile.Emitted(Source));
        Assert.Contains("Op.List(t_text, t_text_2)", Compile.Emitted(Source, Optimiser.LiteralInterning));
    }

    [Fact]
    public void Closures_that_capture_much_share_a_frame()
    {
        const string Source = "a: b: c: { x = a + b * c; y = a * b + c; z = a - b - c; }";
        Assert.Contains("var frame = new Env3();", Compile.Emitted(Source));
        Assert.DoesNotContain("var frame", Compile.Emitted(Source, Optimiser.SharedFrames));
    }

    [Fact]
    public void Bindings_made_at_once_share_one_frame_and_inner_frames_hold_it()
    {
        const string Source = """
            { lib }: let inherit (lib) f g h; k = x: f x + g x; in rec {
              a = x: y: z: {
                p = u: v: w: [ (f u (g v) (h w) x y z) (g u v w (k x y z)) (h (f u v w) x y z) ];
                q = f x (g y) (h z);
              };
              b = x: f x (h (a x)) (g x);
            }
            """;
        string emitted = Compile.Emitted(Source);
        Assert.Contains("new NixLambda(i_b_6, frame)", emitted);
        Assert.Matches(@"frame\d\.C\d = frame\d?;", emitted);
        Assert.DoesNotContain("var env", emitted);
    }

    [Fact]
    public void A_known_function_is_called_with_what_it_captures() =>
        Assert.Contains("Op.Direct(&h_1, x, y, ", Compile.Emitted("x: y: let h = z: [ x y z ]; in [ h ] ++ h 1"));

    [Fact]
    public void Selections_share_code()
    {
        Assert.Contains("Op.LazySelect(s, site_a)", Compile.Emitted("s: [ s.a ]"));
        Assert.DoesNotContain("Op.LazySelect", Compile.Emitted("s: [ s.a ]", Optimiser.SharedCode));
    }

    [Fact]
    public void The_same_input_gives_the_same_text()
    {
        const string Source = "{ a, b ? 1 }: rec { x = a; y = { inherit x; z = b; }; w = with y; [ z x ]; }";
        Assert.Equal(Compile.Emitted(Source), Compile.Emitted(Source));
        Assert.All(Optimiser.Passes.Select(p => p.Summary), s => Assert.NotEmpty(s));
    }
}
