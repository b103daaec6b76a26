using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Transpiler.Closures;

namespace Tvix.Aot.Transpiler.Unboxed;

/// <summary>
/// Which variables an evaluation needs on every way to a result. In unboxed code such an argument may be computed before the
/// call: it has no effects, and what fails is done again by the ordinary code in Nix's order.
/// </summary>
internal sealed class UnboxedStrictness
{
    private static readonly HashSet<Variable> s_none = new();

    private readonly UnboxedTypes _types;
    private readonly ModuleAnalysis _analysis;
    private readonly Dictionary<object, HashSet<Variable>> _needed = new(ByIdentity.Instance);

    /// <param name="functions">Candidates: each is taken to need everything until its body says otherwise.</param>
    public UnboxedStrictness(UnboxedTypes types, ModuleAnalysis analysis, IReadOnlyList<Lambda> functions)
    {
        _types = types;
        _analysis = analysis;
        foreach (Lambda lambda in functions)
        {
            _needed.Add(lambda, new HashSet<Variable>(lambda.Parameters.Select(p => p.Variable)));
        }

        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (Lambda lambda in functions)
            {
                HashSet<Variable> needed = Of(lambda.Body);
                changed |= _needed[lambda].RemoveWhere(v => !needed.Contains(v)) > 0;
            }
        }
    }

    public ISet<Variable> Of(Lambda lambda) => _needed.TryGetValue(lambda, out HashSet<Variable>? needed) ? needed : s_none;

    public HashSet<Variable> Of(CoreNode node)
    {
        switch (node)
        {
            case VariableReference r: return new HashSet<Variable> { _analysis.Resolve(r.Variable) };
            case Binary { Kind: BinaryKind.And or BinaryKind.Or or BinaryKind.Implies } b: return Of(b.Left);
            case Binary b: return Both(Of(b.Left), Of(b.Right));
            case Not n: return Of(n.Operand);
            case If i:
                HashSet<Variable> either = Of(i.Then);
                either.IntersectWith(Of(i.Else));
                return Both(Of(i.Test), either);
            case Call { Function: BuiltinReference { Name: "seq" }, Arguments: { Count: 2 } args }: return Both(Of(args[0]), Of(args[1]));
            case Call c: return OfCall(c);
            case Let l: return OfLet(l);
            default: return new HashSet<Variable>();
        }
    }

    private HashSet<Variable> OfCall(Call call)
    {
        var needed = new HashSet<Variable>();
        if (_types.FunctionOf(call) is { } target)
        {
            for (int i = 0; i < call.Arguments.Count; i++)
            {
                if (Of(target).Contains(target.Parameters[i].Variable))
                {
                    needed.UnionWith(Of(call.Arguments[i]));
                }
            }
        }

        return needed;
    }

    private HashSet<Variable> OfLet(Let let)
    {
        HashSet<Variable> needed = Of(let.Body);
        for (int i = let.Bindings.Count - 1; i >= 0; i--)
        {
            if (needed.Remove(let.Bindings[i].Variable))
            {
                needed.UnionWith(Of(let.Bindings[i].Value));
            }
        }

        return needed;
    }

    private static HashSet<Variable> Both(HashSet<Variable> a, HashSet<Variable> b)
    {
        a.UnionWith(b);
        return a;
    }
}
