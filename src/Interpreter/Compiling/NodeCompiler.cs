using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Interpreter.Nodes;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Builtins;

namespace Tvix.Aot.Interpreter.Compiling;

/// <summary>
/// Core tree to nodes: every variable gets its place in a frame. What the emitter of C# makes of a core node and what comes out
/// here must give the same values, the same errors, and the same thunks where Nix shows thunks.
/// </summary>
internal sealed partial class NodeCompiler
{
    // Where the code of the running piece begins, variables around it may have no value yet (Variable.PendingIn).
    private int _piece = 1;
    private int _pieces = 1;
    private readonly BoundFunctions _functions = new();
    private readonly StrictParameters _strict;
    private readonly List<int> _parameterPlaces = [];
    private readonly int _firstPosition;
    private readonly int _textLength;
    private readonly bool _keepsThunks;

    /// <param name="firstPosition">The number of the text's first place; there is one for each of its bytes.</param>
    private NodeCompiler(int firstPosition, int textLength, bool keepsThunks)
    {
        _keepsThunks = keepsThunks;
        _firstPosition = firstPosition;
        _textLength = textLength;
        _strict = new StrictParameters(_functions);
    }

    /// <summary>The node of a whole file.</summary>
    /// <param name="keepsThunks">See <see cref="Runtime.Host.EvalHost.KeepsThunks"/>.</param>
    /// <param name="parameterPlaces">Gets the offsets of lambda parameters: they have numbers of their own behind those of the text.</param>
    public static Node Compile(CoreNode root, int firstPosition, int textLength, bool keepsThunks, out IReadOnlyList<int> parameterPlaces)
    {
        var compiler = new NodeCompiler(firstPosition, textLength, keepsThunks);
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

    private int At(int offset) => offset == SourceText.Nowhere ? 0 : _firstPosition + offset;

    /// <summary>The place that Nix knows of an expression: literals have none (Expr::getPos).</summary>
    private int PlaceOf(CoreNode node) => node switch
    {
        Constant { Kind: not (ConstantKind.Bool or ConstantKind.Null), Folded: false } => 0,
        ListLiteral list => list.Items.Count == 0 ? 0 : PlaceOf(list.Items[0]),
        Let { Body: SetLiteral set } rec when set.At == rec.At => At(rec.At),
        Let let => let.Bindings.Count == 1 && let.Bindings[0].Variable.Kind == VariableKind.With ? At(let.At) : 0,
        Interpolation i => At(i.TextAt),
        Not not => PlaceOf(not.Operand),
        HasAttr has => PlaceOf(has.Set),
        Binary { Kind: BinaryKind.Equal or BinaryKind.NotEqual } => 0,
        _ => At(node.At),
    };

    /// <summary>A node for a place whose value is needed now.</summary>
    private Node Strict(CoreNode node, Activation a, bool isTail = false)
    {
        switch (node)
        {
            case Constant c: return new ConstantNode(ValueOf(c));
            case BuiltinReference b: return BuiltinNode(b);
            case VariableReference r: return Variable(r.Variable, a, At(r.At));
            case WithReference w: return WithOf(w, a);
            case CurrentPosition p: return new CurrentPositionNode(At(p.At));
            case Lambda l: return LambdaOf(l, a);
            case SetLiteral s: return SetOf(s, a);
            case ListLiteral { Items.Count: 0 }: return new ConstantNode(NixList.Empty);
            case ListLiteral { IsConstant: true } l: return ConstantListOf(l);
            case ListLiteral l: return new ListNode(LazyAll(l.Items, a));
            case Select s: return SelectOf(s, a, isTail);
            case HasAttr h: return new HasAttrNode(Strict(h.Set, a), Path(h.Path, a), PlaceOf(h.Set));
            case Call c: return CallOf(c, a, isTail);
            case Let let: return LetOf(let, a, isTail);
            case If i when StringCases.Find(i, static v => v) is { } cases: return CasesOf(cases, a, isTail, At(i.At));
            case If i: return new IfNode(Strict(i.Test, a), Strict(i.Then, a, isTail), Strict(i.Else, a, isTail), At(i.At));
            case Assert s: return AssertOf(s, a, isTail);
            case Not n: return new NotNode(Strict(n.Operand, a), PlaceOf(n.Operand));
            case Binary b: return BinaryOf(b, a);
            case Interpolation i: return InterpolationOf(i, a);
            default: throw new InvalidOperationException($"no node for {node.GetType().Name}");
        }
    }

    private CasesNode CasesOf(StringCases node, Activation a, bool isTail, int position)
    {
        var cases = new Dictionary<string, Node>(StringComparer.Ordinal);
        Node key = Strict(node.Key, a);
        foreach ((string text, CoreNode then) in node.Cases)
        {
            cases.Add(text, Strict(then, a, isTail));
        }

        return new CasesNode(key, cases, Strict(node.Otherwise, a, isTail), position);
    }

    private WithNode WithOf(WithReference node, Activation a)
    {
        var scopes = new (Node, int)[node.Scopes.Count];
        for (int i = 0; i < scopes.Length; i++)
        {
            scopes[i] = (Variable(node.Scopes[i], a, At(node.Scopes[i].At)), At(node.Scopes[i].At));
        }

        return new WithNode(scopes, Symbols.Intern(node.Name), At(node.At));
    }

    private ConstantListNode ConstantListOf(ListLiteral node)
    {
        var items = new Slot[node.Items.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i].V = ValueOf((Constant)node.Items[i]);
        }

        return new ConstantListNode(NixList.Of(items));
    }

    /// <param name="from">How many to leave out.</param>
    private Node[] LazyAll(IReadOnlyList<CoreNode> nodes, Activation a, int from = 0)
    {
        var result = new Node[nodes.Count - from];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Lazy(nodes[from + i], a);
        }

        return result;
    }

    /// <summary>A node for a place whose value may never be needed: its Delay is asked for.</summary>
    private Node Lazy(CoreNode node, Activation a)
    {
        switch (node)
        {
            case Constant { Folded: true } c: return new FoldedNode(ValueOf(c));
            case VariableReference r when IsPending(r.Variable): return new LaterNode(Variable(r.Variable, a, At(r.At)));
            case WithReference w when _keepsThunks || IsAnyPending(w.Scopes): return new LaterNode(Strict(w, a));
            case Lambda or SetLiteral { Attrs.Count: 0, Dynamic.Count: 0 } when _keepsThunks: return Delayed(Later(node, a));
            case SetLiteral { Attrs.Count: 0, Dynamic.Count: 0 }: return new ConstantNode(NixAttrs.EmptyLiteral);
            case Select { Fallback: null, Set: VariableReference r, Path: { Count: 1 } path } s when path[0].Name != null && !IsPending(r.Variable):
                return new SelectVariableNode(
                    (SelectNode)SelectOf(s, a, isTail: true), Variable(r.Variable, a, At(r.At)), new SelectSite(Symbols.Intern(path[0].Name!), At(s.At), At(r.At)));
            default: return Later(node, a);
        }
    }

    private Node Delayed(Node node) => _keepsThunks ? new DelayedNode(node) : node;

    /// <summary>Code that runs when all variables around it have their values.</summary>
    private Node Later(CoreNode node, Activation a)
    {
        int around = _piece;
        _piece = ++_pieces;
        Node result = Strict(node, a.Delayed, isTail: true);
        _piece = around;
        return result;
    }

    private bool IsPending(Variable v) => v.PendingIn == _piece;

    private bool IsAnyPending(IReadOnlyList<Variable> variables)
    {
        foreach (Variable v in variables)
        {
            if (IsPending(v))
            {
                return true;
            }
        }

        return false;
    }

    private Node Variable(Variable v, Activation a, int position)
    {
        (int outwards, int index) = a.Scope.Find(v);
        return outwards == 0 ? new LocalNode(index, position) : new VariableNode(outwards, index, position);
    }

    private Value ValueOf(Constant c) => c.Kind switch
    {
        ConstantKind.Null => NixNull.Instance,
        ConstantKind.Bool => NixBool.Of((bool)c.Value!),
        ConstantKind.Int => NixInt.Of(Convert.ToInt64(c.Value, System.Globalization.CultureInfo.InvariantCulture)),
        ConstantKind.Float => new NixFloat((double)c.Value!),
        ConstantKind.Path => new NixPath((string)c.Value!),
        _ => new NixString((string)c.Value!),
    };

    private static Node BuiltinNode(BuiltinReference node) => BuiltinCatalog.Find(node.Name) != null
        ? new ConstantNode(BuiltinTable.Function(node.Name))
        : new EvaluationConstantNode(node.Name);

    private Node AssertOf(Assert node, Activation a, bool isTail)
    {
        Node body = Strict(node.Body, a, isTail);
        return node.Comparison is { } equal
            ? new AssertEqualNode(Strict(equal.Left, a), Strict(equal.Right, a), body, node.Text, At(node.At))
            : new AssertNode(Strict(node.Test, a), body, node.Text, At(node.At));
    }

    private Node LetOf(Let let, Activation a, bool isTail)
    {
        Scope? own = a.IsOwn ? null : new Scope(a.Scope);
        Activation inner = own == null ? a : a with { Scope = own, IsOwn = true };
        var bindings = new (int Place, Node Value)[let.Bindings.Count];
        for (int i = 0; i < bindings.Length; i++)
        {
            Binding binding = let.Bindings[i];
            bindings[i].Place = inner.Scope.Add(binding.Variable);
            binding.Variable.PendingIn = _piece;
            _functions.Add(binding);
        }

        for (int i = 0; i < bindings.Length; i++)
        {
            Binding binding = let.Bindings[i];
            bindings[i].Value = binding.Value is Lambda lambda ? Delayed(LambdaOf(lambda, inner, binding.Variable)) : Lazy(binding.Value, inner);
            binding.Variable.PendingIn = 0;
        }

        Node body = Strict(let.Body, inner, isTail);
        return new LetNode(own?.Size ?? 0, bindings, body);
    }
}
