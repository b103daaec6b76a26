using System;
using System.Collections.Generic;

namespace Tvix.Aot.Language.Core;

public sealed record If(int At, CoreNode Test, CoreNode Then, CoreNode Else) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        (CoreNode test, CoreNode then, CoreNode otherwise) = (f(Test), f(Then), f(Else));
        return Same(test, Test) && Same(then, Then) && Same(otherwise, Else) ? this : new If(At, test, then, otherwise);
    }
}

/// <param name="Text">The condition as Nix prints it in the message of a failure.</param>
/// <param name="Compares">
/// Whether <c>==</c> is all of the condition as it was written: then the message says how the sides differ, whatever a pass makes of it.
/// </param>
public sealed record Assert(int At, CoreNode Test, CoreNode Body, string Text, bool Compares) : CoreNode(At)
{
    /// <summary>The comparison whose sides the message of a failure shows.</summary>
    public Binary? Comparison => Compares && Test is Binary { Kind: BinaryKind.Equal } equal ? equal : null;

    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        (CoreNode test, CoreNode body) = (f(Test), f(Body));
        return Same(test, Test) && Same(body, Body) ? this : new Assert(At, test, body, Text, Compares);
    }
}

public sealed record Not(int At, CoreNode Operand) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        CoreNode operand = f(Operand);
        return Same(operand, Operand) ? this : new Not(At, operand);
    }
}

public enum BinaryKind { And, Or, Implies, Equal, NotEqual, Update, Concat, Add, Sub, Mul, Div, Less }

/// <param name="RightStart">For <c>+</c>: where the right side begins, with its bracket; the left side's place is in <paramref name="LeftStart"/>.</param>
public sealed record Binary(int At, BinaryKind Kind, CoreNode Left, CoreNode Right, int LeftStart = 0, int RightStart = 0) : CoreNode(At)
{
    /// <summary>The operator that a call of this builtin with two arguments is; null for the others.</summary>
    public static BinaryKind? OperatorOf(string builtin) => builtin switch
    {
        "sub" => BinaryKind.Sub,
        "mul" => BinaryKind.Mul,
        "div" => BinaryKind.Div,
        "lessThan" => BinaryKind.Less,
        _ => null,
    };

    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        (CoreNode left, CoreNode right) = (f(Left), f(Right));
        return Same(left, Left) && Same(right, Right) ? this : this with { Left = left, Right = right };
    }
}

/// <summary>Interpolation: the parts coerced and joined; without <paramref name="ForceString"/> the first decides the type (paths).</summary>
/// <param name="PartStarts">Where each part begins, with its <c>${</c>.</param>
public sealed record Interpolation(int At, bool ForceString, IReadOnlyList<CoreNode> Parts, IReadOnlyList<int> PartStarts) : CoreNode(At)
{
    /// <summary>Where Nix says that a string is: behind its quote, but where an indented one is opened.</summary>
    public int TextAt => ForceString && PartStarts[0] == At + 1 ? At + 1 : At;

    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        IReadOnlyList<CoreNode> parts = MapList(Parts, f);
        return Same(parts, Parts) ? this : this with { Parts = parts };
    }
}
