using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Optimising;

/// <summary>
/// The parameter that a function forces right after its first one, where that one is an integer: of any size, or of no more than
/// <see cref="SmallBits"/> bits, so that arithmetic in between cannot overflow.
/// <c>acc: x: mod (31 * acc + x) 1000</c> forces acc, then x.
/// </summary>
internal sealed class SecondOfIntegers
{
    private const int SmallBits = 31;
    private const int AllBits = 64;
    private const int MostBits = 62;
    private const int DeepestCalls = 4;

    private readonly IKnownFunctions _names;
    private readonly Variable _first;
    private readonly int _bits;
    private readonly Dictionary<Variable, CoreNode> _arguments = new();
    private int _depth;

    private SecondOfIntegers(IKnownFunctions names, Variable first, int bits)
    {
        _names = names;
        _first = first;
        _bits = bits;
    }

    /// <returns>The index of the parameter, -1 for none; and whether the first must be a small integer.</returns>
    public static (int Index, bool IfSmall) Find(IKnownFunctions names, Lambda lambda, Variable first)
    {
        int any = Find(new SecondOfIntegers(names, first, AllBits), lambda);
        return any >= 0 ? (any, false) : (Find(new SecondOfIntegers(names, first, SmallBits), lambda), true);
    }

    private static int Find(SecondOfIntegers search, Lambda lambda)
    {
        Variable? found = search.Walk(lambda.Body).Found;
        return lambda.Parameters.Select(p => p.Variable).ToList().FindIndex(p => p == found);
    }

    /// <summary>A variable that is forced; or an integer of so many bits was computed; or, with neither, something else happened.</summary>
    private readonly record struct Step(Variable? Found, int? Bits)
    {
        public Step OnlyFound() => this with { Bits = null };
    }

    private Step Walk(CoreNode node)
    {
        switch (node)
        {
            case VariableReference r: return WalkVariable(_names.Resolve(r.Variable));
            case Constant { Kind: ConstantKind.Int, Value: long value }: return new Step(null, BitsOf(value));
            case Binary b: return WalkBinary(b);
            case Not n: return Walk(n.Operand).OnlyFound();
            case If i: return Walk(i.Test).OnlyFound();
            case Assert a: return Walk(a.Test).OnlyFound();
            case Let let: return Walk(let.Body);
            case Call call: return WalkCall(call);
            default: return default;
        }
    }

    private static int BitsOf(long value)
    {
        int bits = 0;
        for (ulong rest = (ulong)Math.Abs(Math.Max(value, -long.MaxValue)); rest != 0; rest >>= 1)
        {
            bits++;
        }

        return bits;
    }

    private Step WalkVariable(Variable v) =>
        v == _first ? new Step(null, _bits)
        : _arguments.TryGetValue(v, out CoreNode? argument) ? Walk(argument)
        : _names.FunctionOf(v) != null ? default
        : new Step(v, null);

    private Step WalkBinary(Binary node)
    {
        bool compares = node.Kind is BinaryKind.Less or BinaryKind.Equal or BinaryKind.NotEqual;
        if (!compares && node.Kind is not (BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul or BinaryKind.Div))
        {
            return default;
        }

        Step left = Walk(node.Left);
        if (left.Bits is not { } a)
        {
            return left;
        }

        Step right = Walk(node.Right);
        if (right.Bits is not { } b || compares || (node.Kind == BinaryKind.Div && node.Right is not Constant { Value: not 0L }))
        {
            return right.OnlyFound();
        }

        int bits = node.Kind switch { BinaryKind.Mul => a + b, BinaryKind.Div => a, _ => Math.Max(a, b) + 1 };
        return bits <= MostBits ? new Step(null, bits) : default;
    }

    private Step WalkCall(Call call)
    {
        if (call.Function is not VariableReference f || _names.FunctionOf(_names.Resolve(f.Variable)) is not { } known
            || known.Parameters.Count != call.Arguments.Count || known.Parameters.Any(p => p.Formals != null || _arguments.ContainsKey(p.Variable))
            || _depth >= DeepestCalls)
        {
            return default;
        }

        for (int i = 0; i < call.Arguments.Count; i++)
        {
            _arguments.Add(known.Parameters[i].Variable, call.Arguments[i]);
        }

        _depth++;
        Step result = Walk(known.Body);
        _depth--;
        foreach (Parameter parameter in known.Parameters)
        {
            _arguments.Remove(parameter.Variable);
        }

        return result;
    }
}
