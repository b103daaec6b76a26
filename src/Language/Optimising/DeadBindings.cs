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
        return live.Length == 0 ? Drop(let.Body) : kept.Map(Drop);
    }
}
