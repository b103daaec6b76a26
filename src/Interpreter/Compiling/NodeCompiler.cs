using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Interpreter.Nodes;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Builtins;

namespace Tvix.Aot.Interpreter.Compiling;

/// <summary>
/// Core tree to nodes: every variable gets its place in a frame. What the emitter of C# makes of a core node and what comes out
/// here must give the same values, the same errors, and the same thunks where Nix shows thunks.
/// </summary>
internal sealed partial class NodeCompiler
{
    private readonly Dictionary<string, NixString> _strings = new(StringComparer.Ordinal);
    private HashSet<Variable> _pending = [];
    private readonly BoundFunctions _functions = new();
    private readonly StrictParameters _strict;
    private readonly List<int> _parameterPlaces = [];
    private readonly int _firstPosition;
    private readonly int _textLength;

    /// <param name="firstPosition">The number of the text's first place; there is one for each of its bytes.</param>
    private NodeCompiler(int firstPosition, int textLength)
    {
        _firstPosition = firstPosition;
        _textLength = textLength;
        _strict = new StrictParameters(_functions);
    }

    /// <summary>The node of a whole file.</summary>
    /// <param name="parameterPlaces">Gets the offsets of lambda parameters: they have numbers of their own behind those of the text.</param>
    public static Node Compile(CoreNode root, int firstPosition, int textLength, out IReadOnlyList<int> parameterPlaces)
    {
        var compiler = new NodeCompiler(firstPosition, textLength);
        Node node = compiler.Strict(root, new Activation(new Scope(null), IsOwn: false), isTail: true);
        parameterPlaces = compiler._parameterPlaces;
        return node;
    }

    /// <summary>The frame that code runs in, and whether that frame was made for it: then bindings can go in there.</summary>
    /// <param name="Function">The function whose body this is, when it is bound to a variable.</param>
    private readonly record struct Activation(Scope Scope, bool IsOwn, Variable? FunctionName = null, Lambda? Function = null)
    {
        /// <summary>For code that runs later, if at all.</summary>
        public Activation Delayed => this with { IsOwn = false };
    }

    private int At(int offset) => _firstPosition + offset;

    /// <summary>The place that Nix knows of an expression: literals have none (Expr::getPos).</summary>
    private int PlaceOf(CoreNode node) => node switch
    {
        Constant { Kind: not (ConstantKind.Bool or ConstantKind.Null) } => 0,
        ListLiteral list => list.Items.Count == 0 ? 0 : PlaceOf(list.Items[0]),
        Let => 0,
        _ => At(node.At),
    };

    /// <summary>A node for a place whose value is needed now.</summary>
    private Node Strict(CoreNode node, Activation a, bool isTail = false)
    {
        switch (node)
        {
            case Constant c: return new ConstantNode(ValueOf(c));
            case BuiltinReference b: return BuiltinNode(b);
            case VariableReference r: return Variable(r.Variable, a, r.At);
            case WithReference w: return new WithNode(w.Scopes.Select(s => (Variable(s, a, w.At), At(s.At))).ToArray(), Symbols.Intern(w.Name), At(w.At));
            case CurrentPosition p: return new CurrentPositionNode(At(p.At));
            case Lambda l: return LambdaOf(l, a);
            case SetLiteral s: return SetOf(s, a);
            case ListLiteral { Items.Count: 0 }: return new ConstantNode(NixList.Empty);
            case ListLiteral { IsConstant: true } l: return new ConstantListNode(NixList.Of(l.Items.Select(i => new Slot(ValueOf((Constant)i))).ToArray()));
            case ListLiteral l: return new ListNode(l.Items.Select(i => Lazy(i, a)).ToArray());
            case Select s: return SelectOf(s, a, isTail);
            case HasAttr h: return new HasAttrNode(Strict(h.Set, a), Path(h.Path, a));
            case Call c: return CallOf(c, a, isTail);
            case Let let: return LetOf(let, a, isTail);
            case If i: return new IfNode(Strict(i.Test, a), Strict(i.Then, a, isTail), Strict(i.Else, a, isTail), At(i.At));
            case Assert s: return AssertOf(s, a, isTail);
            case Not n: return new NotNode(Strict(n.Operand, a), PlaceOf(n.Operand));
            case Binary b: return BinaryOf(b, a);
            case Interpolation i: return InterpolationOf(i, a);
            default: throw new InvalidOperationException($"no node for {node.GetType().Name}");
        }
    }

    /// <summary>A node for a place whose value may never be needed: its Delay is asked for.</summary>
    private Node Lazy(CoreNode node, Activation a)
    {
        switch (node)
        {
            case Constant { Folded: true } c: return new FoldedNode(ValueOf(c));
            case VariableReference r when IsPending(r.Variable): return new LaterNode(Variable(r.Variable, a, r.At));
            case WithReference w when w.Scopes.Any(IsPending): return new LaterNode(Strict(w, a));
            case SetLiteral { Attrs.Count: 0, Dynamic.Count: 0 }: return new ConstantNode(NixAttrs.EmptyLiteral);
            case Select { Fallback: null, Set: VariableReference r, Path: { Count: 1 } path } s when path[0].Name != null && !IsPending(r.Variable):
                return new SelectVariableNode(
                    (SelectNode)SelectOf(s, a, isTail: true), Variable(r.Variable, a, r.At), new SelectSite(Symbols.Intern(path[0].Name!), At(s.At), At(r.At)));
            default: return Later(node, a);
        }
    }

    /// <summary>Code that runs when all variables around it have their values.</summary>
    private Node Later(CoreNode node, Activation a)
    {
        HashSet<Variable> pending = _pending;
        _pending = [];
        Node result = Strict(node, a.Delayed, isTail: true);
        _pending = pending;
        return result;
    }

    private bool IsPending(Variable v) => _pending.Contains(v);

    private Node Variable(Variable v, Activation a, int at)
    {
        (int outwards, int index) = a.Scope.Find(v);
        return outwards == 0 ? new LocalNode(index, At(at)) : new VariableNode(outwards, index, At(at));
    }

    private Value ValueOf(Constant c) => c.Kind switch
    {
        ConstantKind.Null => NixNull.Instance,
        ConstantKind.Bool => NixBool.Of((bool)c.Value!),
        ConstantKind.Int => NixInt.Of(Convert.ToInt64(c.Value, System.Globalization.CultureInfo.InvariantCulture)),
        ConstantKind.Float => new NixFloat((double)c.Value!),
        ConstantKind.Path => new NixPath((string)c.Value!),
        _ => StringOf((string)c.Value!),
    };

    private NixString StringOf(string text)
    {
        if (!_strings.TryGetValue(text, out NixString? known))
        {
            known = new NixString(text);
            _strings.Add(text, known);
        }

        return known;
    }

    private static Node BuiltinNode(BuiltinReference node) => BuiltinCatalog.Find(node.Name) != null
        ? new ConstantNode(BuiltinTable.Function(node.Name))
        : new EvaluationConstantNode(node.Name);

    private Node AssertOf(Assert node, Activation a, bool isTail)
    {
        Node body = Strict(node.Body, a, isTail);
        return node.Test is Binary { Kind: BinaryKind.Equal } equal
            ? new AssertEqualNode(Strict(equal.Left, a), Strict(equal.Right, a), body, node.Text, At(node.At))
            : new AssertNode(Strict(node.Test, a), body, node.Text, At(node.At));
    }

    private Node LetOf(Let let, Activation a, bool isTail)
    {
        Scope? own = a.IsOwn ? null : new Scope(a.Scope);
        Activation inner = own == null ? a : a with { Scope = own, IsOwn = true };
        int[] places = let.Bindings.Select(b => inner.Scope.Add(b.Variable)).ToArray();
        foreach (Binding binding in let.Bindings)
        {
            _pending.Add(binding.Variable);
            _functions.Add(binding);
        }

        var bindings = new (int, Node)[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            Binding binding = let.Bindings[i];
            Node value = binding.Value is Lambda lambda ? LambdaOf(lambda, inner, binding.Variable) : Lazy(binding.Value, inner);
            bindings[i] = (places[i], value);
            _pending.Remove(let.Bindings[i].Variable);
        }

        return new LetNode(own, bindings, Strict(let.Body, inner, isTail));
    }
}
