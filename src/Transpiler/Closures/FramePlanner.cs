using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Transpiler.Closures;

/// <summary>
/// Decides which scopes keep their variables in one frame object that closures share, instead of copying them into
/// each closure: where several closures would need an environment object of their own, and the frame is smaller.
/// </summary>
internal sealed class FramePlanner
{
    // Closures hold two captures themselves; from the third on they need an object for them.
    private const int Inline = 2;

    private readonly ModuleAnalysis _analysis;

    public FramePlanner(ModuleAnalysis analysis) => _analysis = analysis;

    /// <summary>The variables of a scope to put into a frame; none when copying is cheaper.</summary>
    public List<Variable> Plan(IEnumerable<Variable> scope, IEnumerable<CoreNode> code)
    {
        var own = new HashSet<Variable>(scope.Where(v => !_analysis.IsStatic(v)));
        if (own.Count < 2)
        {
            return new List<Variable>();
        }

        int copied = 0, closures = 0;
        var captured = new HashSet<Variable>();
        foreach (CoreNode closure in code.SelectMany(Closures))
        {
            List<Variable> captures = _analysis.CapturesOf(closure);
            int mine = captures.Count(own.Contains);
            captured.UnionWith(captures.Where(own.Contains));
            if (captures.Count > Inline && mine >= 2)
            {
                closures++;
                copied += 2 + captures.Count;
            }
        }

        return closures >= 2 && copied > 2 + captured.Count
            ? own.Where(captured.Contains).OrderBy(v => v.At).ThenBy(v => v.Name, System.StringComparer.Ordinal).ToList()
            : new List<Variable>();
    }

    /// <summary>The outermost nodes of some code that become closures.</summary>
    private static IEnumerable<CoreNode> Closures(CoreNode node)
    {
        var found = new List<CoreNode>();
        Visit(node, found);
        return found;
    }

    private static void Visit(CoreNode node, List<CoreNode> found)
    {
        switch (node)
        {
            case Lambda: found.Add(node); return;
            case SetLiteral set:
                found.AddRange(set.Attrs.Select(a => a.Value).Where(IsDelayed));
                found.AddRange(set.Dynamic.Select(d => d.Value).Where(IsDelayed));
                return;
            case ListLiteral list: found.AddRange(list.Items.Where(IsDelayed)); return;
            case Call call:
                Visit(call.Function, found);
                found.AddRange(call.Arguments.Where(IsDelayed));
                return;
            case Let let:
                found.AddRange(let.Bindings.Select(b => b.Value).Where(IsDelayed));
                Visit(let.Body, found);
                return;
        }

        node.ForEachChild(child => Visit(child, found));
    }

    private static bool IsDelayed(CoreNode node) => node is not (Constant or VariableReference or BuiltinReference);
}
