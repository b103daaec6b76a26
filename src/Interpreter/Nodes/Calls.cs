using System;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

/// <summary>
/// A call of a function that is not known before it runs. In tail position it is a jump, so that loops take no stack; with
/// <c>--show-trace</c> only from the depth on where Nix gives up, so that traces have the lines that Nix gives them.
/// </summary>
internal sealed class CallNode(Node function, Node[] arguments, bool isTail, int position) : Node
{
    public override Value Eval(Capture[] frame)
    {
        Value f = function.Eval(frame);
        if (!isTail || EvalStack.KeepsFrames || arguments.Length > 3 || (EvalStack.IsShallow && NeedsPlace(f, arguments.Length)))
        {
            return Call(f, frame);
        }

        Value x = arguments[0].Delay(frame);
        if (arguments.Length == 1)
        {
            return Op.TailCall(f, x, position);
        }

        Value y = arguments[1].Delay(frame);
        if (arguments.Length == 2)
        {
            return Op.TailCall(f, x, y, position);
        }

        return Op.TailCall(f, x, y, arguments[2].Delay(frame), position);
    }

    // Wrong arguments are reported at the place of the call; what a function returns may be called with some, too.
    private static bool NeedsPlace(Value f, int count) => f switch
    {
        NixLambda lambda => lambda.Info.Formals != null || lambda.Info.Arity < count,
        PartialApplication partial => NeedsPlace(partial.Function, partial.Arguments.Length + count),
        Builtin builtin => builtin.Arity < count,
        _ => count > 1,
    };

    private Value Call(Value f, Capture[] frame) => arguments.Length switch
    {
        1 => Op.Call(f, arguments[0].Delay(frame), position),
        2 => Op.Call(f, arguments[0].Delay(frame), arguments[1].Delay(frame), position),
        _ => Op.Call(f, position, Delayed(frame)),
    };

    private Value[] Delayed(Capture[] frame)
    {
        var values = new Value[arguments.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Delay(frame);
        }

        return values;
    }
}

/// <summary>A list that only the builtin will see whose argument it is.</summary>
internal sealed class OwnedListNode(Node list) : Node
{
    public override Value Eval(Capture[] frame) => Op.Own(list.Eval(frame));
}

/// <summary>A call of a builtin with all its arguments. Those that it forces before all else are evaluated here, without a thunk.</summary>
internal sealed unsafe class BuiltinCallNode : Node
{
    private readonly Builtin _builtin;
    private readonly Node[] _arguments;
    private readonly bool[] _now;
    private readonly delegate*<Value, int, Value> _check;
    private readonly int _position;

    /// <param name="now">Which arguments are evaluated before the call.</param>
    /// <param name="check">What the builtin does with its first argument before it forces the second one, where that is evaluated here.</param>
    public BuiltinCallNode(Builtin builtin, Node[] arguments, bool[] now, string? check, int position)
    {
        _builtin = builtin;
        _arguments = arguments;
        _now = now;
        _check = check switch
        {
            null => null,
            "ForceFunction" => &Op.ForceFunction,
            "ForceAttrs" => &ForceAttrs,
            "ForceString" => &ForceString,
            "ForceList" => &ForceList,
            _ => throw new ArgumentOutOfRangeException(nameof(check), check, null),
        };
        _position = position;
    }

    private static Value ForceAttrs(Value v, int position) => Op.ForceAttrs(v, position);

    private static Value ForceString(Value v, int position) => Op.ForceString(v, position);

    private static Value ForceList(Value v, int position) => Op.ForceList(v, position);

    public override Value Eval(Capture[] frame)
    {
        EvalStack.EnterBuiltin(_position);
        Value result = Run(frame);
        EvalStack.LeaveBuiltin();
        return result;
    }

    private Value Run(Capture[] frame)
    {
        int stage = 0;
        Value? x = null, y = null, z = null;
        try
        {
            x = Argument(0, frame);
            stage = 1;
            if (_arguments.Length == 1)
            {
                return ((delegate*<Value, int, Value>)_builtin.Code)(x, 0);
            }

            if (_check != null)
            {
                // What goes wrong here goes wrong in the builtin.
                stage = _arguments.Length;
                x = _check(x, 0);
                stage = 1;
            }

            y = Argument(1, frame);
            stage = 2;
            if (_arguments.Length == 2)
            {
                return ((delegate*<Value, Value, int, Value>)_builtin.Code)(x, y, 0);
            }

            z = Argument(2, frame);
            stage = 3;
            return ((delegate*<Value, Value, Value, int, Value>)_builtin.Code)(x, y, z, 0);
        }
        catch (EvalException e) when (AddFrames(e, stage, x, y, z))
        {
            throw;
        }
    }

    private Value Argument(int index, Capture[] frame) => !_now[index] ? _arguments[index].Delay(frame)
        : EvalStack.CountsAsNix && CountsItself ? AtOwnLevel(index, frame) : _arguments[index].Eval(frame);

    // They walk over or coerce what is not evaluated yet, which counts.
    private bool CountsItself => _builtin.Name is "abort" or "baseNameOf" or "deepSeq" or "throw" or "toJSON" or "toString" or "toXML" or "unsafeDiscardStringContext";

    private Value AtOwnLevel(int index, Capture[] frame)
    {
        EvalStack.EnterBuiltin(0);
        Value result = _arguments[index].Eval(frame);
        EvalStack.LeaveBuiltin();
        return result;
    }

    private bool AddFrames(EvalException e, int stage, Value? x, Value? y, Value? z)
    {
        int running = stage < _arguments.Length ? stage : -1;
        return BuiltinContexts.AddFrames(e, _builtin.Name, running, _position, x, y, z);
    }
}

/// <summary><c>seq a b</c>: b is in tail position.</summary>
internal sealed class SeqNode(Node first, Node second, int position) : Node
{
    private const string Frame = "while calling the 'seq' builtin";

    public override Value Eval(Capture[] frame)
    {
        EvalStack.EnterBuiltin(position);
        First(frame);
        EvalStack.LeaveBuiltin();
        if (EvalStack.IsShallow)
        {
            return Second(frame);
        }

        return second.Eval(frame);
    }

    private void First(Capture[] frame)
    {
        try
        {
            first.Eval(frame);
        }
        catch (EvalException e) when (e.AddFrame(Frame, position))
        {
            throw;
        }
    }

    private Value Second(Capture[] frame)
    {
        EvalStack.EnterCall();
        Value result;
        try
        {
            result = second.Eval(frame);
        }
        catch (EvalException e) when (e.AddFrame(Frame, position))
        {
            throw;
        }

        EvalStack.LeaveCall();
        return result;
    }
}
