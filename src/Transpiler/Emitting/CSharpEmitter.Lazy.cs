using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Delayed positions: thunks, or the value itself where there is nothing to delay.</summary>
internal sealed partial class CSharpEmitter
{
    /// <param name="now">An argument's condition, in C#, for being evaluated at once; null for never.</param>
    private string Lazy(CoreNode node, MethodBody body, string? now = null)
    {
        if (!On(Optimiser.ThunkElision))
        {
            return node is VariableReference v && !body.Pending.Contains(v.Variable) ? Place(v.Variable, body) : ThunkFor(node, body);
        }

        switch (node)
        {
            // What Nix has not evaluated yet can be seen, in an element of a list or set.
            case Constant { Folded: true } c: return $"Op.Folded({_pool.Constant(c)})";
            case Constant c: return _pool.Constant(c);
            case VariableReference r when !body.Pending.Contains(_analysis.Resolve(r.Variable)): return Place(r.Variable, body);
            case BuiltinReference b: return BuiltinValue(b);
            case Lambda l: return Closure(l, body);
            case ListLiteral { Items.Count: 0 }: return "NixList.Empty";
            case SetLiteral { Attrs.Count: 0, Dynamic.Count: 0 }: return "NixAttrs.EmptyLiteral";
            case WithReference w when !w.Scopes.Any(s => body.Pending.Contains(s)): return $"({TryWith(w, body)} ?? {ThunkFor(w, body)})";
            case Select { Fallback: null, Set: VariableReference r, Path: { Count: 1 } path } when path[0].Name != null && On(Optimiser.SharedCode) && !body.Pending.Contains(_analysis.Resolve(r.Variable)):
                return $"{(now == null ? "Op.LazySelect(" : $"Op.SelectArgument({now}, ")}{Place(r.Variable, body)}, {SiteField(path[0], node.At, r.At)})";
            default: return ThunkFor(node, body, now);
        }
    }

    private string TryWith(WithReference node, MethodBody body) =>
        $"Op.TryWith({_pool.Symbol(node.Name)}, {string.Join(", ", node.Scopes.Select(s => Place(s, body)))})";

    private string SiteField(AttrName name, int at, int variableAt) => _pool.Field(
        "site_" + name.Name, "SelectSite", $"new SelectSite(n[{Literals.Number(_pool.SymbolIndex(name.Name!))}], {At(at)}, {At(variableAt)})");

    /// <summary>Whether there would be a thunk for it, or a variable that may be one.</summary>
    private static bool IsDelayed(CoreNode node) =>
        node is not (Constant or VariableReference or BuiltinReference or Lambda or WithReference or ListLiteral { Items.Count: 0 } or SetLiteral { Attrs.Count: 0, Dynamic.Count: 0 });

    private string ThunkFor(CoreNode node, MethodBody body, string? now = null)
    {
        string method = ThunkMethod(node, body);
        (string a, string b) = CaptureArguments(CaptureRoots(node), body);
        return $"{(now == null ? "new Thunk(" : $"Op.Argument({now}, ")}&{method}{Trimmed(a, b)})";
    }

    private static string Trimmed(string a, string b) => b != "null" ? $", {a}, {b}" : a != "null" ? $", {a}" : "";

    /// <summary>Queues a method for a delayed node and gives its name.</summary>
    private string ThunkMethod(CoreNode node, MethodBody body)
    {
        string method = _pool.Unique((body.Path.Length == 0 ? "thunk" : body.Path) + "_" + LineOf(node.At));
        MethodBody inner = ClosureBody(node, body);
        _pending.Enqueue(() => EmitMethod(method, $"static Value {method}(object a, object b)", node, inner, static _ => { }));
        return method;
    }

    private string LineOf(int at) => Literals.Number(_input.Source.PositionOf(at).Line);

    /// <summary>The two words that a closure is made with.</summary>
    private (string A, string B) CaptureArguments(List<Variable> roots, MethodBody body)
    {
        string[] values = roots.Select(r => body.Locals.TryGetValue(r, out string? local) ? local : Place(r, body)).ToArray();
        return values.Length switch
        {
            0 => ("null", "null"),
            1 => (values[0], "null"),
            2 => (values[0], values[1]),
            _ => (new FrameLayout(values.Length).NewWith(values), "null"),
        };
    }

    /// <summary>The body of a closure's method: its captures as locals.</summary>
    private MethodBody ClosureBody(CoreNode node, MethodBody outer, bool isLambda = false)
    {
        var body = new MethodBody(outer.Path, outer.IsFileLevel && !isLambda);
        List<Variable> needed = Needed(node), roots = RootsOf(needed);
        bool isBeside = roots.Count > Closures.FramePlanner.Inline;
        var layout = new FrameLayout(roots.Count);
        if (isBeside)
        {
            body.Line($"var env = Unsafe.As<{layout.Type}>(a);");
            body.Names.Unique("env");
        }

        for (int i = 0; i < roots.Count; i++)
        {
            string source = isBeside ? layout.Place("env", i) : i == 0 ? "a" : "b";
            EmitCapture(roots[i], source, body);
        }

        foreach (Variable root in roots)
        {
            EmitLinks(root, needed, body);
        }

        return body;
    }
}
