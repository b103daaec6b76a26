using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Transpiler.Closures;

namespace Tvix.Aot.Transpiler.Unboxed;

/// <summary>What an expression gives when every variable in it is an integer. Any: a call that is still being looked at.</summary>
internal enum UnboxedType { None, Any, Int, Bool }

/// <summary>
/// Which known functions map integers to an integer or a boolean, and which expressions do: arithmetic, comparisons,
/// conditions, calls of one another. They get a second version on C# longs. Whatever it cannot do (an overflow, another
/// type, too deep) it gives up, and the ordinary code does it again: nothing in it can be seen, so it may.
/// </summary>
internal sealed class UnboxedTypes
{
    private static readonly HashSet<Variable> s_nothing = new();

    private readonly ModuleAnalysis _analysis;
    private readonly Dictionary<object, UnboxedType> _results = new(ByIdentity.Instance);
    private readonly Dictionary<object, UnboxedType> _known = new(ByIdentity.Instance);
    private readonly UnboxedStrictness _strictness;

    public UnboxedTypes(ModuleAnalysis analysis)
    {
        _analysis = analysis;
        foreach (Lambda lambda in analysis.ClosedFunctions)
        {
            if (lambda.Parameters.All(p => p.Formals == null) && HasArithmetic(lambda.Body))
            {
                _results.Add(lambda, UnboxedType.Any);
            }
        }

        _strictness = new UnboxedStrictness(this, analysis, _results.Keys.Cast<Lambda>().ToArray());
        Settle();
    }

    /// <summary>The function that a call reaches with just its arguments, when it has an unboxed version.</summary>
    public Lambda? FunctionOf(Call call) =>
        call.Function is VariableReference r && _analysis.FunctionOf(_analysis.Resolve(r.Variable)) is { } lambda
        && _results.ContainsKey(lambda) && lambda.Parameters.Count == call.Arguments.Count
            ? lambda
            : null;

    /// <summary>The type of a function's result; None where it has no unboxed version.</summary>
    public UnboxedType ResultOf(Lambda lambda) => _results.TryGetValue(lambda, out UnboxedType type) ? type : UnboxedType.None;

    /// <summary>Whether a function that captures nothing maps integers to an integer, known or not.</summary>
    public bool GivesInteger(Lambda lambda)
    {
        if (ResultOf(lambda) is not UnboxedType.None and var known)
        {
            return known == UnboxedType.Int;
        }

        return lambda.Parameters.All(p => p.Formals == null) && HasArithmetic(lambda.Body)
            && TypeOf(lambda.Body, new HashSet<Variable>(lambda.Parameters.Select(p => p.Variable)), isBody: true) == UnboxedType.Int;
    }

    /// <summary>The integer that a variable always is.</summary>
    public long? ConstantOf(Variable v) => _analysis.ConstantOf(_analysis.Resolve(v));

    /// <summary>Whether a call of the function needs this argument, unless it fails or never ends.</summary>
    public bool Needs(Lambda lambda, int parameter) => _strictness.Of(lambda).Contains(lambda.Parameters[parameter].Variable);

    /// <summary>Whether a binding's value is needed by the body.</summary>
    public bool Needs(Let let, Variable v) => _strictness.Of(let.Body).Contains(v);

    /// <summary>The type of an expression in ordinary code, whose variables may be anything.</summary>
    public UnboxedType TypeOf(CoreNode node) => TypeOf(node, s_nothing);

    /// <param name="bound">Variables of the expression itself; others are taken for integers where they may be any value.</param>
    public UnboxedType TypeOf(CoreNode node, ISet<Variable> bound, bool isBody = false)
    {
        if (!ReferenceEquals(bound, s_nothing))
        {
            return Look(node, bound, isBody);
        }

        if (!_known.TryGetValue(node, out UnboxedType type))
        {
            type = Look(node, bound, isBody);
            _known.Add(node, type);
        }

        return type;
    }

    private UnboxedType Look(CoreNode node, ISet<Variable> bound, bool isBody)
    {
        switch (node)
        {
            case Constant { Kind: ConstantKind.Int }: return UnboxedType.Int;
            case Constant { Kind: ConstantKind.Bool }: return UnboxedType.Bool;
            case VariableReference r: return TypeOfVariable(_analysis.Resolve(r.Variable), bound, isBody);
            case Binary b: return TypeOfBinary(b, bound, isBody);
            case Not n: return TypeOf(n.Operand, bound, isBody) is UnboxedType.Bool or UnboxedType.Any ? UnboxedType.Bool : UnboxedType.None;
            case If i: return TypeOfIf(i, bound, isBody);
            case Call c: return TypeOfCall(c, bound, isBody);
            case Let l: return TypeOfLet(l, bound, isBody);
            default: return UnboxedType.None;
        }
    }

    /// <summary>Only variables, integers and arithmetic: ends at once.</summary>
    public static bool IsCheap(CoreNode node) => node switch
    {
        VariableReference or Constant { Kind: ConstantKind.Int } => true,
        Binary { Kind: BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul or BinaryKind.Div } b => IsCheap(b.Left) && IsCheap(b.Right),
        _ => false,
    };

    private static bool HasArithmetic(CoreNode node)
    {
        bool found = node is Binary { Kind: BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul or BinaryKind.Div or BinaryKind.Less };
        if (!found)
        {
            node.ForEachChild(child => found = found || HasArithmetic(child));
        }

        return found;
    }

    /// <summary>Functions may call one another: what one of them gives is looked at until nothing changes.</summary>
    private void Settle()
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (Lambda lambda in _results.Keys.Cast<Lambda>().ToArray())
            {
                UnboxedType now = TypeOf(lambda.Body, new HashSet<Variable>(lambda.Parameters.Select(p => p.Variable)), isBody: true);
                if (now == _results[lambda])
                {
                    continue;
                }

                changed = true;
                if (now == UnboxedType.None || _results[lambda] != UnboxedType.Any)
                {
                    _results.Remove(lambda);
                }
                else
                {
                    _results[lambda] = now;
                }
            }
        }

        // What is left calls nothing but itself.
        foreach (object lambda in _results.Where(r => r.Value == UnboxedType.Any).Select(r => r.Key).ToArray())
        {
            _results.Remove(lambda);
        }
    }

    // The body of a function sees its parameters, constants and what is bound outside every function.
    private UnboxedType TypeOfVariable(Variable v, ISet<Variable> bound, bool isBody) =>
        bound.Contains(v) || ConstantOf(v) != null || (_analysis.FunctionOf(v) == null && (!isBody || _analysis.IsFileLevel(v)))
            ? UnboxedType.Int
            : UnboxedType.None;

    private UnboxedType TypeOfBinary(Binary node, ISet<Variable> bound, bool isBody)
    {
        bool logic = node.Kind is BinaryKind.And or BinaryKind.Or or BinaryKind.Implies;
        UnboxedType wanted = logic ? UnboxedType.Bool : UnboxedType.Int;
        bool fits = node.Kind is not (BinaryKind.Update or BinaryKind.Concat)
            && Fits(TypeOf(node.Left, bound, isBody), wanted) && Fits(TypeOf(node.Right, bound, isBody), wanted);
        bool isTest = logic || node.Kind is BinaryKind.Less or BinaryKind.Equal or BinaryKind.NotEqual;
        return !fits ? UnboxedType.None : isTest ? UnboxedType.Bool : UnboxedType.Int;
    }

    private static bool Fits(UnboxedType type, UnboxedType wanted) => type == wanted || type == UnboxedType.Any;

    private UnboxedType TypeOfIf(If node, ISet<Variable> bound, bool isBody)
    {
        if (!Fits(TypeOf(node.Test, bound, isBody), UnboxedType.Bool))
        {
            return UnboxedType.None;
        }

        UnboxedType then = TypeOf(node.Then, bound, isBody), otherwise = TypeOf(node.Else, bound, isBody);
        return then == UnboxedType.Any ? otherwise
            : otherwise == UnboxedType.Any || then == otherwise ? then
            : UnboxedType.None;
    }

    private UnboxedType TypeOfCall(Call call, ISet<Variable> bound, bool isBody)
    {
        if (call.Function is BuiltinReference { Name: "seq" } && call.Arguments.Count == 2)
        {
            return Fits(TypeOf(call.Arguments[0], bound, isBody), UnboxedType.Int) ? TypeOf(call.Arguments[1], bound, isBody) : UnboxedType.None;
        }

        if (FunctionOf(call) is not { } target || _analysis.RepeatsItself(call, target) || _analysis.IsEndless(target))
        {
            return UnboxedType.None;
        }

        for (int i = 0; i < call.Arguments.Count; i++)
        {
            CoreNode argument = call.Arguments[i];
            if (!Fits(TypeOf(argument, bound, isBody), UnboxedType.Int) || (!Needs(target, i) && !IsCheap(argument)))
            {
                return UnboxedType.None;
            }
        }

        return _results[target];
    }

    private UnboxedType TypeOfLet(Let let, ISet<Variable> bound, bool isBody)
    {
        var inner = new HashSet<Variable>(bound);
        foreach (Binding binding in let.Bindings)
        {
            // Bindings see those before them: the others have no value yet in C#.
            if (binding.Variable.Kind != VariableKind.Let || _analysis.IsFileLevel(binding.Variable)
                || _analysis.Free.Of(binding.Value).Any(v => let.Bindings.Any(b => b.Variable == v) && !inner.Contains(v))
                || !Fits(TypeOf(binding.Value, inner, isBody), UnboxedType.Int)
                || (!IsCheap(binding.Value) && !Needs(let, binding.Variable)))
            {
                return UnboxedType.None;
            }

            inner.Add(binding.Variable);
        }

        return TypeOf(let.Body, inner, isBody);
    }
}
