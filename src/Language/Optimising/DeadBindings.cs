using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Optimising;

/// <summary>
/// Bindings of <c>let</c>, <c>rec</c> and <c>with</c> that no evaluation can come to: nothing refers to them, or only one
/// another. The names of builtins that became the builtin itself are the most of them, and would hold the set of all builtins.
/// </summary>
internal sealed class DeadBindings
{
    private readonly Dictionary<Variable, CoreNode> _waiting = new();
    private readonly HashSet<Variable> _live = new();

    public static CoreNode Run(CoreNode node)
    {
        var pass = new DeadBindings();
        pass.Mark(node);
        return pass.Drop(node);
    }

    private void Mark(CoreNode node)
    {
        switch (node)
        {
            case VariableReference r:
                Reach(r.Variable);
                break;
            case WithReference w:
                foreach (Variable scope in w.Scopes)
                {
                    Reach(scope);
                }

                break;
            case Let let:
                foreach (Core.Binding binding in let.Bindings)
                {
                    _waiting.Add(binding.Variable, binding.Value);
                }

                Mark(let.Body);
                break;
            default:
                node.ForEachChild(Mark);
                break;
        }
    }

    // Whoever refers to a variable stands inside its let, so its value waits here by then.
    private void Reach(Variable variable)
    {
        if (_live.Add(variable) && _waiting.TryGetValue(variable, out CoreNode? value))
        {
            Mark(value);
        }
    }

    private CoreNode Drop(CoreNode node)
    {
        if (node is not Let let)
        {
            return node.Map(Drop);
        }

        Core.Binding[] live = let.Bindings.Where(b => _live.Contains(b.Variable)).ToArray();
        CoreNode kept = live.Length == let.Bindings.Count ? let : new Let(let.At, live, let.Body);
        return live.Length == 0 && !IsSeen(let.Body) ? Drop(let.Body) : kept.Map(Drop);
    }

    // { a = let b = 1; in 2; } is printed as code until somebody forces a; without its let it would be a number at once.
    private static bool IsSeen(CoreNode body) => body switch
    {
        Let inner => IsSeen(inner.Body),
        Constant or VariableReference or BuiltinReference or WithReference or Lambda or ListLiteral { Items.Count: 0 } => true,
        SetLiteral set => set.Attrs.Count + set.Dynamic.Count == 0,
        _ => false,
    };
}
