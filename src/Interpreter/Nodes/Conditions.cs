using System.Collections.Generic;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

internal sealed class IfNode(Node test, Node then, Node otherwise, int position) : Node
{
    // Written so that each call is followed by its return: only then it is compiled to a jump.
    public override Value Eval(Capture[] frame)
    {
        if (Traced.Bool(test, frame, position, "while evaluating a branch condition"))
        {
            return then.Eval(frame);
        }

        return otherwise.Eval(frame);
    }
}

/// <summary>A chain of comparisons with strings.</summary>
internal sealed class CasesNode(Node key, Dictionary<string, Node> cases, Node otherwise, int position) : Node
{
    public override Value Eval(Capture[] frame)
    {
        if (Key(frame) is { } text && cases.TryGetValue(text, out Node? then))
        {
            return then.Eval(frame);
        }

        return otherwise.Eval(frame);
    }

    private string? Key(Capture[] frame)
    {
        try
        {
            return Op.TextOf(key.Eval(frame));
        }
        catch (EvalException e) when (e.AddFrame("while evaluating a branch condition", position))
        {
            throw;
        }
    }
}

internal sealed class AssertNode(Node test, Node body, string text, int position) : Node
{
    public override Value Eval(Capture[] frame)
    {
        if (!Traced.Bool(test, frame, position, "in the condition of the assert statement"))
        {
            throw Op.AssertionFailed(text, position);
        }

        return body.Eval(frame);
    }
}

/// <summary><c>assert a == b; body</c>: a failure says where the sides differ.</summary>
internal sealed class AssertEqualNode(Node left, Node right, Node body, string text, int position) : Node
{
    public override Value Eval(Capture[] frame)
    {
        Check(frame);
        return body.Eval(frame);
    }

    private void Check(Capture[] frame)
    {
        Value l, r;
        try
        {
            l = left.Eval(frame);
            r = right.Eval(frame);
        }
        catch (EvalException e) when (e.AddFrame("in the condition of the assert statement", position))
        {
            throw;
        }

        if (!Op.AssertHolds(l, r, position))
        {
            Op.AssertFails(left.Delay(frame), right.Delay(frame), text, position);
        }
    }
}

internal sealed class NotNode(Node operand, int position) : Node
{
    public override Value Eval(Capture[] frame) => NixBool.Of(!Traced.Bool(operand, frame, position, "in the argument of the not operator"));
}

internal sealed class AndNode(Node left, Node right, int position) : Node
{
    public override Value Eval(Capture[] frame) => NixBool.Of(
        Traced.Bool(left, frame, position, "in the left operand of the AND (&&) operator")
        && Traced.Bool(right, frame, position, "in the right operand of the AND (&&) operator"));
}

internal sealed class OrNode(Node left, Node right, int position) : Node
{
    public override Value Eval(Capture[] frame) => NixBool.Of(
        Traced.Bool(left, frame, position, "in the left operand of the OR (||) operator")
        || Traced.Bool(right, frame, position, "in the right operand of the OR (||) operator"));
}

internal sealed class ImpliesNode(Node left, Node right, int position) : Node
{
    public override Value Eval(Capture[] frame) => NixBool.Of(
        !Traced.Bool(left, frame, position, "in the left operand of the IMPL (->) operator")
        || Traced.Bool(right, frame, position, "in the right operand of the IMPL (->) operator"));
}

/// <summary><c>==</c> and <c>!=</c>.</summary>
internal sealed class EqualNode(Node left, Node right, bool wanted) : Node
{
    public override Value Eval(Capture[] frame)
    {
        Value l = left.Eval(frame), r = right.Eval(frame);
        EvalStack.EnterBuiltin(0);
        bool equal = Op.Equal(l, r);
        EvalStack.LeaveBuiltin();
        return NixBool.Of(equal == wanted);
    }
}

/// <summary><c>a &lt; b</c>: for Nix a call of a builtin.</summary>
internal sealed class LessNode(Node left, Node right, int position) : Node
{
    public override Value Eval(Capture[] frame)
    {
        EvalStack.EnterBuiltin(position);
        Value result = Compare(frame);
        EvalStack.LeaveBuiltin();
        return result;
    }

    private Value Compare(Capture[] frame)
    {
        try
        {
            Value l = left.Eval(frame), r = right.Eval(frame);
            return NixBool.Of(l is NixInt a && r is NixInt b ? a.Value < b.Value : Op.Less(l, r, 0));
        }
        catch (EvalException e) when (e.AddFrame("while calling the 'lessThan' builtin", position))
        {
            throw;
        }
    }
}
