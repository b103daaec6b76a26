using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising.Floating;

namespace Tvix.Aot.Language.Optimising;

/// <summary>The switchable optimisations. Those without a function here are carried out by the emitter.</summary>
public sealed record Pass(string Name, string Summary, Func<CoreNode, CoreNode>? Rewrite);

/// <summary>Core to core: the passes in their order.</summary>
public static class Optimiser
{
    public const string ThunkElision = "thunk-elision";
    public const string DirectCalls = "direct-calls";
    public const string LiteralInterning = "literal-interning";
    public const string SharedFrames = "shared-frames";
    public const string SharedCode = "shared-code";
    public const string Strictness = "strictness";
    public const string Unboxed = "unboxed";
    public const string FusedLists = "fused-lists";
    public const string LookupTables = "lookup-tables";

    public static IReadOnlyList<Pass> Passes { get; } = new[]
    {
        new Pass("static-builtins", "builtins.x and with builtins; become the builtin itself", StaticBuiltins.Run),
        new Pass("known-sets", "functions and literals in sets that are in sight are used without a selection", KnownSets.Run),
        new Pass("constant-folding", "operators on literals are computed while compiling", ConstantFolding.Run),
        new Pass("saturated-calls", "curried functions and calls take all their arguments at once", SaturatedCalls.Run),
        new Pass("partial-calls", "a call that gives the rest of its arguments to a known function with some is one call", PartialCalls.Run),
        new Pass("dead-bindings", "bindings that nothing refers to are dropped", DeadBindings.Run),
        new Pass("float-in", "bindings move into the only branch, argument or binding that uses them", FloatIn.Run),
        new Pass(FusedLists, "lists that map and genList make for one builtin have no places for their elements", Optimising.FusedLists.Run),
        new Pass(ThunkElision, "no thunk for what cannot fail and costs nothing", null),
        new Pass(DirectCalls, "a call of a function known while compiling is a static call", null),
        new Pass(Strictness, "arguments that the callee evaluates first are passed evaluated", null),
        new Pass(Unboxed, "known functions of integers, and arithmetic, have a version on machine integers", null),
        new Pass(LookupTables, "a chain of comparisons with strings is one lookup", null),
        new Pass(LiteralInterning, "equal literals of a file are one object", null),
        new Pass(SharedFrames, "closures that capture many variables of one scope share a frame", null),
        new Pass(SharedCode, "thunks of common shapes run code of the runtime", null),
    };

    /// <summary>Runs every pass that is not in <paramref name="disabled"/>.</summary>
    public static CoreNode Run(CoreNode node, ISet<string> disabled) =>
        Passes.Where(p => p.Rewrite != null && !disabled.Contains(p.Name)).Aggregate(node, (n, pass) => pass.Rewrite!(n));
}
