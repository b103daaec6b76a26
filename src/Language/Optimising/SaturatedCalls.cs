using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Optimising;

/// <summary><c>x: y: e</c> becomes one function of two parameters, <c>(f a) b</c> one call of two arguments.</summary>
internal static class SaturatedCalls
{
    // Two captures and four arguments are what fits in registers, so that tail calls stay jumps.
    public const int MaxArity = 4;

    public static CoreNode Run(CoreNode node)
    {
        CoreNode mapped = node.Map(Run);
        switch (mapped)
        {
            // Formals are checked when the argument arrives, so a parameter with formals can only be the last.
            case Lambda { Parameters: { Count: 1 } own, Body: Lambda inner } lambda
                when own[0].Formals == null && inner.Parameters.Count < MaxArity:
                return new Lambda(lambda.At, lambda.Name, own.Concat(inner.Parameters).ToArray(), inner.Body);
            case Call { Function: Call inner } call:
                return new Call(inner.At, inner.Function, inner.Arguments.Concat(call.Arguments).ToArray());
            default:
                return mapped;
        }
    }
}
