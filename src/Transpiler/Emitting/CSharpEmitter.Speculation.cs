using Tvix.Aot.Language.Core;
using Tvix.Aot.Transpiler.Closures;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Delayed arithmetic that is done at once where its operands happen to be there.</summary>
internal sealed partial class CSharpEmitter
{
    private readonly Speculation _speculation;

    /// <summary><c>Op.TryAdd(acc, n) ?? new Thunk(…)</c>.</summary>
    private string ComputedOrLazy(CoreNode node, MethodBody body) => $"({TryCompute(node, body)} ?? {ThunkFor(node, body)})";

    private string TryCompute(CoreNode node, MethodBody body)
    {
        switch (node)
        {
            case Binary b:
                return $"Op.Try{b.Kind}({TryCompute(b.Left, body)}, {TryCompute(b.Right, body)})";
            case Call call:
                return $"Op.TrySeq({TryCompute(call.Arguments[0], body)}, {TryCompute(call.Arguments[1], body)})";
            default:
                return Lazy(node, body);
        }
    }
}
