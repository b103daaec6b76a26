using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Transpiler.Closures;
using Tvix.Aot.Transpiler.Unboxed;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>
/// Statements on C# longs and bools for an expression that <see cref="UnboxedTypes"/> knows. What they cannot do goes to the
/// label <c>no</c>. Variables that are Nix values are forced where Nix would, and only looked at in what is computed early.
/// </summary>
internal sealed class UnboxedBody
{
    private readonly MethodBody _body;
    private readonly ModuleAnalysis _analysis;
    private readonly UnboxedTypes _types;
    private readonly StrictParameters _strict;
    private readonly Func<Variable, string> _place;
    private readonly Func<Lambda, Variable, string> _method;
    private Dictionary<Variable, string> _longs = new();

    /// <param name="place">Where a Nix value lies.</param>
    /// <param name="method">The name of a function's unboxed version.</param>
    public UnboxedBody(
        MethodBody body, ModuleAnalysis analysis, UnboxedTypes types, StrictParameters strict, Func<Variable, string> place, Func<Lambda, Variable, string> method)
    {
        _body = body;
        _analysis = analysis;
        _types = types;
        _strict = strict;
        _place = place;
        _method = method;
    }

    /// <summary>Whether a call that is not a jump was made: then levels must be counted.</summary>
    public bool Calls { get; private set; }

    public void Bind(Variable v, string local) => _longs[v] = local;

    /// <summary>The function's own tail calls: assignments and a jump to <c>top</c>.</summary>
    public Lambda? Self { get; set; }

    /// <summary>Emits the node at the end of a function.</summary>
    public void Return(CoreNode node)
    {
        switch (node)
        {
            case If i:
                string test = Bool(i.Test);
                _body.Block($"if ({test})", Nested(() => Return(i.Then)));
                Return(i.Else);
                break;
            case Let l:
                Bind(l);
                Return(l.Body);
                break;
            case Call { Function: BuiltinReference, Arguments: var args }:
                _ = Int(args[0], isForced: true);
                Return(args[1]);
                break;
            case Call c:
                ReturnCall(c);
                break;
            default:
                _body.Line($"return {(_types.TypeOf(node, Bound()) == UnboxedType.Bool ? Bool(node) : Int(node, isForced: true))};");
                break;
        }
    }

    /// <summary>A C# bool.</summary>
    public string Bool(CoreNode node)
    {
        switch (node)
        {
            case Constant c: return (bool)c.Value! ? "true" : "false";
            case Not n: return Negate(Bool(n.Operand));
            case Binary { Kind: BinaryKind.And } b: return ShortCircuit(Bool(b.Left), "", b.Right);
            case Binary { Kind: BinaryKind.Or } b: return ShortCircuit(Bool(b.Left), "!", b.Right);
            case Binary { Kind: BinaryKind.Implies } b: return ShortCircuit(Negate(Bool(b.Left)), "!", b.Right);
            case Binary b:
                string left = Int(b.Left, isForced: true), right = Int(b.Right, isForced: true);
                return $"{left} {(b.Kind == BinaryKind.Less ? "<" : b.Kind == BinaryKind.Equal ? "==" : "!=")} {right}";
            case If i: return Choose("bool", i, Bool);
            case Let l:
                Bind(l);
                return Bool(l.Body);
            case Call { Function: BuiltinReference, Arguments: var args }:
                _ = Int(args[0], isForced: true);
                return Bool(args[1]);
            default: return CallOf((Call)node, isForced: true);
        }
    }

    /// <summary>A local or a literal that holds the integer.</summary>
    public string Int(CoreNode node, bool isForced)
    {
        switch (node)
        {
            case Constant c: return Literals.Int((long)c.Value!);
            case VariableReference r: return OfVariable(_analysis.Resolve(r.Variable), isForced);
            case Binary b:
                string left = Int(b.Left, isForced), right = Int(b.Right, isForced), result = _body.Names.Unique("n");
                _body.Line($"if (!Ints.{b.Kind}({left}, {right}, out long {result})) goto no;");
                return result;
            case If i: return Choose("long", i, x => Int(x, isForced));
            case Let l:
                Bind(l);
                return Int(l.Body, isForced);
            case Call { Function: BuiltinReference, Arguments: var args }:
                _ = Int(args[0], isForced);
                return Int(args[1], isForced);
            default: return CallOf((Call)node, isForced);
        }
    }

    private HashSet<Variable> Bound() => new(_longs.Keys);

    private static string Negate(string test) => test == "true" ? "false" : test == "false" ? "true" : $"!({test})";

    private string OfVariable(Variable v, bool isForced)
    {
        if (_longs.TryGetValue(v, out string? local))
        {
            return local;
        }

        if (_types.ConstantOf(v) is { } constant)
        {
            return Literals.Int(constant);
        }

        local = _body.Names.Unique(v.Name + "_int");
        _body.Line($"if (!Ints.{(isForced ? "Force" : "Known")}({_place(v)}, out long {local})) goto no;");
        _longs.Add(v, local);
        return local;
    }

    private List<string> Nested(Action emit)
    {
        // What a branch has looked at, the other one has not.
        Dictionary<Variable, string> outer = _longs;
        _longs = new Dictionary<Variable, string>(outer);
        List<string> lines = _body.Nested(emit);
        _longs = outer;
        return lines;
    }

    private string ShortCircuit(string left, string enter, CoreNode node)
    {
        string result = _body.Names.Unique("c");
        _body.Line($"bool {result} = {left};");
        _body.Block($"if ({enter}{result})", Nested(() =>
        {
            string right = Bool(node);
            _body.Line($"{result} = {right};");
        }));
        return result;
    }

    private string Choose(string type, If node, Func<CoreNode, string> emit)
    {
        string test = Bool(node.Test), result = _body.Names.Unique("r");
        _body.Line($"{type} {result};");
        foreach ((string head, CoreNode branch) in new[] { ($"if ({test})", node.Then), ("else", node.Else) })
        {
            _body.Block(head, Nested(() =>
            {
                string value = emit(branch);
                _body.Line($"{result} = {value};");
            }));
        }

        return result;
    }

    private void Bind(Let let)
    {
        foreach (Binding binding in let.Bindings)
        {
            bool isFirst = let.Bindings.Count == 1 && _strict.First(let.Body, new HashSet<Variable>()) == binding.Variable;
            _longs[binding.Variable] = Int(binding.Value, isForced: isFirst);
        }
    }

    /// <summary>The arguments: in the callee's order those that it forces first, then the rest without forcing anything.</summary>
    private string[] Arguments(Call call, Lambda target, bool isForced)
    {
        var values = new string?[call.Arguments.Count];
        List<Variable> parameters = target.Parameters.Select(p => p.Variable).ToList();
        foreach (Variable v in _strict.Of(target))
        {
            int index = parameters.IndexOf(v);
            values[index] = Int(call.Arguments[index], isForced);
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] ??= Int(call.Arguments[i], isForced: false);
        }

        return values!;
    }

    private string CallOf(Call call, bool isForced)
    {
        Lambda target = _types.FunctionOf(call)!;
        string[] arguments = Arguments(call, target, isForced);
        bool isTest = _types.ResultOf(target) == UnboxedType.Bool;
        string result = _body.Names.Unique(isTest ? "c" : "n");
        _body.Line($"{(isTest ? "bool" : "long")} {result} = {MethodOf(call, target)}({string.Join(", ", arguments)});");
        _body.Line("if (Ints.Failed) goto no;");
        Calls = true;
        return result;
    }

    private string MethodOf(Call call, Lambda target) => _method(target, _analysis.Resolve(((VariableReference)call.Function).Variable));

    private void ReturnCall(Call call)
    {
        Lambda target = _types.FunctionOf(call)!;
        string[] arguments = Arguments(call, target, isForced: true);
        if (!ReferenceEquals(target, Self))
        {
            _body.Line($"return {MethodOf(call, target)}({string.Join(", ", arguments)});");
            return;
        }

        // All at once: an argument may be a parameter that is assigned before it.
        string[] names = target.Parameters.Select(p => _longs[p.Variable]).ToArray();
        var moved = Enumerable.Range(0, names.Length).Where(i => names[i] != arguments[i]).ToList();
        if (moved.Count == 1)
        {
            _body.Line($"{names[moved[0]]} = {arguments[moved[0]]};");
        }
        else
        {
            _body.Line($"({string.Join(", ", moved.Select(i => names[i]))}) = ({string.Join(", ", moved.Select(i => arguments[i]))});");
        }

        _body.LoopsToTop = true;
        _body.Turns ??= _body.Names.Unique("turns");
        _body.Line($"if (++{_body.Turns} > Ints.MostTurns) goto no;");
        _body.Line("goto top;");
    }
}
