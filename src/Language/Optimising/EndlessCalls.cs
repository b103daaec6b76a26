using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Optimising;

/// <summary>Calls that as jumps would never end, and as calls end in Nix's error.</summary>
internal static class EndlessCalls
{
    /// <summary><c>x x</c>, the call that only calls itself.</summary>
    public static bool IsOmega(Call call) =>
        call.Function is VariableReference f && call.Arguments.All(x => x is VariableReference r && r.Variable == f.Variable);
}
