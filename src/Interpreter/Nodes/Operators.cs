using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

/// <summary><c>a + b</c>.</summary>
internal sealed class AddNode(Node left, Node right, bool rightWorks, int position, int leftPosition, int rightPosition) : Node
{
    public override Value Eval(Capture[] frame)
    {
        Value l = left.Eval(frame);
        if (l is NixAttrs || (rightWorks && l is not (NixInt or NixString)))
        {
            l = Checked(l);
        }

        if (l is NixString or NixPath)
        {
            EvalStack.PassBuiltin(leftPosition);
        }

        Value r = right.Eval(frame);
        return l is NixInt a && r is NixInt b && Op.TryAdd(a, b) is { } sum ? sum : Slow(l, r);
    }

    private Value Checked(Value l)
    {
        try
        {
            return Op.AddLeft(l, 0, leftPosition);
        }
        catch (EvalException e) when (e.TakeCoercion() && e.AddFrame("while evaluating a path segment", leftPosition))
        {
            throw;
        }
    }

    private Value Slow(Value l, Value r)
    {
        bool numbers = l is NixInt or NixFloat;
        try
        {
            return l is NixPath path ? Op.Append(path, r, 0, position, rightPosition) : Op.Add(l, r, numbers ? rightPosition : 0, rightPosition);
        }
        catch (EvalException e) when (e.TakeCoercion() && e.AddFrame("while evaluating a path segment", r is NixString || l is not (NixString or NixPath or Op.AddedSet) ? leftPosition : rightPosition))
        {
            throw;
        }
    }
}

internal enum Arithmetic { Sub, Mul, Div }

/// <summary><c>a - b</c>, <c>a * b</c>, <c>a / b</c>: for Nix calls of builtins.</summary>
internal sealed class ArithmeticNode(Arithmetic kind, Node left, Node right, int position) : Node
{
    private readonly string _frame = $"while calling the '{kind.ToString().ToLowerInvariant()}' builtin";

    public override Value Eval(Capture[] frame)
    {
        EvalStack.EnterBuiltin(position);
        Value result = Compute(frame);
        EvalStack.LeaveBuiltin();
        return result;
    }

    private Value Compute(Capture[] frame)
    {
        Value? l = null, r = null;
        try
        {
            l = left.Eval(frame);
            r = right.Eval(frame);
            return kind switch
            {
                Arithmetic.Sub => Op.Sub(l, r, 0),
                Arithmetic.Mul => Op.Mul(l, r, 0),
                _ => Op.Div(l, r, 0),
            };
        }
        catch (EvalException e) when (Describe(e, l, r))
        {
            throw;
        }
    }

    private bool Describe(EvalException e, Value? l, Value? r)
    {
        // Nix looks at the types of both before it computes: which operand it was is what is missing, or what is no number.
        string? which = kind == Arithmetic.Div && r is not (NixInt or NixFloat) ? "second"
            : l is not (NixInt or NixFloat) ? "first" : r is not (NixInt or NixFloat) ? "second" : null;
        if (which != null && l != null && r != null && e.ErrorKind == ErrorKind.Type)
        {
            string what = kind switch
            {
                Arithmetic.Sub => "argument of the subtraction",
                Arithmetic.Mul => "argument of the multiplication",
                _ => "operand of the division",
            };
            e.AddFrame(kind == Arithmetic.Mul && which == "first" && r is NixFloat ? BuiltinContexts.FirstOfFloats : $"while evaluating the {which} {what}", 0);
        }

        return e.AddFrame(_frame, position);
    }
}

/// <summary><c>a // b</c>. For a chain of them Nix names the innermost place alone (ExprOpUpdate::evalForUpdate).</summary>
internal sealed class UpdateNode(Node left, Node right, int leftPosition, int rightPosition) : Node
{
    public override Value Eval(Capture[] frame)
    {
        NixAttrs r = Side(right, frame, rightPosition, "in the right operand of the update (//) operator");
        return NixAttrs.Update(Side(left, frame, leftPosition, "in the left operand of the update (//) operator"), r);
    }

    private static NixAttrs Side(Node node, Capture[] frame, int position, string context) =>
        node is UpdateNode ? (NixAttrs)node.Eval(frame) : Traced.Attrs(node, frame, position, context);
}

/// <summary>The attributes of <c>rec { __overrides = …; }</c>.</summary>
internal sealed class OverridesNode(Node written, Node overrides) : Node
{
    public override Value Eval(Capture[] frame)
    {
        NixAttrs r = Traced.IsSet(overrides.Eval(frame), 0, "while evaluating the `__overrides` attribute");
        return NixAttrs.Update((NixAttrs)written.Eval(frame), r);
    }
}

/// <summary><c>a ++ b</c>.</summary>
internal sealed class ConcatNode(Node left, Node right, int position) : Node
{
    private const string Context = "while evaluating one of the elements to concatenate";

    public override Value Eval(Capture[] frame)
    {
        // Both are evaluated before either is looked at.
        Value l = left.Eval(frame), r = right.Eval(frame);
        return l is NixList a && r is NixList b ? NixList.Concat(a, b) : Failed(l, r);
    }

    private Value Failed(Value l, Value r)
    {
        try
        {
            return NixList.Concat(Op.ForceList(l, 0), Op.ForceList(r, 0));
        }
        catch (EvalException e) when (e.AddFrame(Context, position))
        {
            throw;
        }
    }
}
