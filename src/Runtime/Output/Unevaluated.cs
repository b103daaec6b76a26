using Tvix.Aot.Runtime.Builtins;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime;

/// <summary>Lambdas, but Nix's own, and empty sets are code in Nix until they are forced; here they need no thunk, unless <see cref="EvalHost.KeepsThunks"/>.</summary>
internal static class Unevaluated
{
    /// <summary>Whether an element of a list or set is shown as what nobody has forced.</summary>
    public static bool Is(Value element) =>
        ((element is NixLambda && element != DerivationBuiltins.Derivation) || ReferenceEquals(element, NixAttrs.EmptyLiteral)) && !EvalHost.Current.KeepsThunks;
}
