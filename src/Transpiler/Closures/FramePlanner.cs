using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Transpiler.Closures;

/// <summary>
/// Decides which scopes keep their variables in one frame object that closures share, instead of copying them into
/// each closure: where several closures would need an environment object of their own, and the frame is smaller. A frame also holds
/// the outer frames that its closures need beside it, so that one word captures all of them.
/// </summary>
internal sealed class FramePlanner
{
    // Closures hold two captures themselves; from the third on they need an object for them.
    internal const int Inline = 2;
    private const int Header = 2;

    private readonly ModuleAnalysis _analysis;

    public FramePlanner(ModuleAnalysis analysis) => _analysis = analysis;

    /// <summary>The variables of a scope to put into a frame, and the outer frames; no variables when copying is cheaper.</summary>
    /// <param name="frameOf">The frame in which an outer variable lies, if any.</param>
    public (List<Variable> Members, List<Variable> Links) Plan(IEnumerable<Variable> scope, IEnumerable<CoreNode> code, System.Func<Variable, Variable?> frameOf)
    {
        var own = new HashSet<Variable>(scope.Where(v => !_analysis.IsStatic(v)));
        var none = (new List<Variable>(), new List<Variable>());
        if (own.Count < 2)
        {
            return none;
        }

        int saved = 0, closures = 0;
        var captured = new HashSet<Variable>();
        var links = new List<Variable>();
        foreach (CoreNode closure in code.SelectMany(Closures))
        {
            List<Variable> captures = _analysis.CapturesOf(closure);
            List<Variable> mine = captures.Where(own.Contains).ToList();
            if (mine.Count == 0)
            {
                continue;
            }

            captured.UnionWith(mine);
            List<Variable> others = captures.Where(v => !own.Contains(v)).ToList();
            List<Variable> frames = others.Select(frameOf).OfType<Variable>().Distinct().ToList();
            int copied = others.Count(v => frameOf(v) == null);
            int before = SizeOf(mine.Count + copied + frames.Count), after = SizeOf(1 + copied);
            if (after < before)
            {
                closures++;
                saved += before - after;
            }

            if (after < SizeOf(1 + copied + frames.Count))
            {
                links.AddRange(frames.Where(f => !links.Contains(f)));
            }
        }

        return closures >= 2 && saved > Header + captured.Count + links.Count
            ? (own.Where(captured.Contains).OrderBy(v => v.At).ThenBy(v => v.Name, System.StringComparer.Ordinal).ToList(), links)
            : none;
    }

    /// <summary>The words of the object beside a closure with so many captures.</summary>
    private static int SizeOf(int captures) => captures > Inline ? Header + captures : 0;

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
