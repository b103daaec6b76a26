using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Optimising;

/// <summary>Calls that as jumps would never end, and as calls end in Nix's error.</summary>
internal static class EndlessCalls
{
    /// <summary><c>x x</c>, the call that only calls itself.</summary>
    public static bool IsOmega(Call call) =>
        call.Function is VariableReference f && call.Arguments.All(x => x is VariableReference r && r.Variable == f.Variable);

    /// <summary><c>f = x: f (x + 1)</c>: every way through the function ends in a call of one that is like this too, so that none ever returns.</summary>
    public static bool IsEndless(Lambda function, IKnownFunctions known) => OnlyCalls(function.Body, known, new List<Lambda> { function });

    /// <param name="seen">Functions that were looked into: a call of one adds no other way out.</param>
    private static bool OnlyCalls(CoreNode node, IKnownFunctions known, List<Lambda> seen)
    {
        switch (node)
        {
            case If i: return OnlyCalls(i.Then, known, seen) && OnlyCalls(i.Else, known, seen);
            case Let let: return OnlyCalls(let.Body, known, seen);
            case Assert assert: return OnlyCalls(assert.Body, known, seen);
            case Call { Function: BuiltinReference { Name: "seq" }, Arguments.Count: 2 } seq: return OnlyCalls(seq.Arguments[1], known, seen);
            case Call { Function: VariableReference f } call when known.FunctionOf(known.Resolve(f.Variable)) is { } target && call.Arguments.Count >= target.Parameters.Count:
                if (seen.Exists(s => ReferenceEquals(s, target)))
                {
                    return true;
                }

                seen.Add(target);
                return OnlyCalls(target.Body, known, seen);
            default: return false;
        }
    }
}
