using System;
using System.Runtime.CompilerServices;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Calls. The plain ones count a level, see that the stack suffices and add a frame to errors; the tail ones do
/// none of it and compile to a jump, so loops take no stack.
/// </summary>
public static unsafe partial class Op
{
    public static Value Call(Value f, Value x, int pos)
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return CallOnFreshStack(f, [x], pos);
        }

        f = Force(f);
        EvalStack.Enter(pos);
        Value result;
        try
        {
            result = f is NixLambda { Info: { Arity: 1 } info } l
                ? ((delegate*<object?, object?, Value, Value>)info.Code)(l.A, l.B, x)
                : f is Builtin { Arity: 1 } builtin ? Apply(builtin, x, pos) : CallSlow(f, pos, x);
        }
        catch (EvalException e) when (CallFrame(e, f, pos))
        {
            throw;
        }

        EvalStack.Depth--;
        return result;
    }

    public static Value Call(Value f, Value x, Value y, int pos)
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return CallOnFreshStack(f, [x, y], pos);
        }

        f = Force(f);
        if (RoomOf(f) < 2)
        {
            return Call(Call(f, x, pos), y, pos);
        }

        EvalStack.Enter(pos);
        Value result;
        try
        {
            result = f is NixLambda { Info: { Arity: 2 } info } l
                ? ((delegate*<object?, object?, Value, Value, Value>)info.Code)(l.A, l.B, x, y)
                : f is Builtin { Arity: 2 } builtin ? Apply(builtin, x, y, pos) : CallSlow(f, pos, x, y);
        }
        catch (EvalException e) when (CallFrame(e, f, pos))
        {
            throw;
        }

        EvalStack.Depth--;
        return result;
    }

    public static Value Call(Value f, Value x, Value y, Value z, int pos) => Call(f, pos, x, y, z);

    public static Value Call(Value f, Value x, Value y, Value z, Value w, int pos) => Call(f, pos, x, y, z, w);

    /// <summary>Any number of arguments.</summary>
    public static Value Call(Value f, int pos, params Value[] arguments)
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return CallOnFreshStack(f, arguments, pos);
        }

        f = Force(f);
        int room = RoomOf(f);
        if (room < arguments.Length)
        {
            return Call(Call(f, pos, arguments[..room]), pos, arguments[room..]);
        }

        EvalStack.Enter(pos);
        Value result;
        try
        {
            result = CallSlow(f, pos, arguments);
        }
        catch (EvalException e) when (CallFrame(e, f, pos))
        {
            throw;
        }

        EvalStack.Depth--;
        return result;
    }

    /// <summary>How many arguments a function takes: with more, what it returns is called, as a call of its own in the trace.</summary>
    private static int RoomOf(Value f) => f switch
    {
        NixLambda lambda => lambda.Info.Arity,
        Builtin builtin => builtin.Arity,
        PartialApplication partial => RoomOf(partial.Function) - partial.Arguments.Length,
        NixAttrs => 1,
        _ => int.MaxValue,
    };

    public static Value TailCall(Value f, Value x, int pos)
    {
        EvalStack.CountJump();
        f = Force(f);
        return f is NixLambda { Info: { Arity: 1 } info } l
            ? ((delegate*<object?, object?, Value, Value>)info.Code)(l.A, l.B, x)
            : CallSlow1(f, x, pos);
    }

    public static Value TailCall(Value f, Value x, Value y, int pos)
    {
        EvalStack.CountJump();
        f = Force(f);
        return f is NixLambda { Info: { Arity: 2 } info } l
            ? ((delegate*<object?, object?, Value, Value, Value>)info.Code)(l.A, l.B, x, y)
            : CallSlow2(f, x, y, pos);
    }

    public static Value TailCall(Value f, Value x, Value y, Value z, int pos)
    {
        EvalStack.CountJump();
        f = Force(f);
        return f is NixLambda { Info: { Arity: 3 } info } l
            ? ((delegate*<object?, object?, Value, Value, Value, Value>)info.Code)(l.A, l.B, x, y, z)
            : CallSlow3(f, x, y, z, pos);
    }

    // Inlined, they would put arguments on the stack of the tail calls, which then are no jumps any more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Value CallSlow1(Value f, Value x, int pos) => CallSlow(f, pos, x);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Value CallSlow2(Value f, Value x, Value y, int pos) => CallSlow(f, pos, x, y);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Value CallSlow3(Value f, Value x, Value y, Value z, int pos) => CallSlow(f, pos, x, y, z);

    /// <summary>Evaluates a text that stands as a function of the set that is its scope: it counts, but traces do not have it as a call.</summary>
    public static Value CallInScope(Value f, NixAttrs scope)
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return CallOnFreshStack(f, [scope], 0);
        }

        EvalStack.Enter();
        Value result = TailCall(f, scope, 0);
        EvalStack.Depth--;
        return result;
    }

    /// <summary>A call whose function is known while compiling: no look at its type or arity.</summary>
    public static Value Direct(delegate*<object?, object?, Value, Value> code, object? a, object? b, Value x, int pos)
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return CallOnFreshStack(new NixLambda(new LambdaInfo(null, 1, code, pos), a, b), [x], pos);
        }

        EvalStack.Enter(pos);
        Value result;
        try
        {
            result = code(a, b, x);
        }
        catch (EvalException e) when (DirectFrame(e, pos))
        {
            throw;
        }

        EvalStack.Depth--;
        return result;
    }

    public static Value Direct(delegate*<object?, object?, Value, Value, Value> code, object? a, object? b, Value x, Value y, int pos)
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return CallOnFreshStack(new NixLambda(new LambdaInfo(null, 2, code, pos), a, b), [x, y], pos);
        }

        EvalStack.Enter(pos);
        Value result;
        try
        {
            result = code(a, b, x, y);
        }
        catch (EvalException e) when (DirectFrame(e, pos))
        {
            throw;
        }

        EvalStack.Depth--;
        return result;
    }

    public static Value Direct(delegate*<object?, object?, Value, Value, Value, Value> code, object? a, object? b, Value x, Value y, Value z, int pos)
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return CallOnFreshStack(new NixLambda(new LambdaInfo(null, 3, code, pos), a, b), [x, y, z], pos);
        }

        EvalStack.Enter(pos);
        Value result;
        try
        {
            result = code(a, b, x, y, z);
        }
        catch (EvalException e) when (DirectFrame(e, pos))
        {
            throw;
        }

        EvalStack.Depth--;
        return result;
    }

    public static Value Direct(
        delegate*<object?, object?, Value, Value, Value, Value, Value> code, object? a, object? b, Value x, Value y, Value z, Value w, int pos)
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return CallOnFreshStack(new NixLambda(new LambdaInfo(null, 4, code, pos), a, b), [x, y, z, w], pos);
        }

        EvalStack.Enter(pos);
        Value result;
        try
        {
            result = code(a, b, x, y, z, w);
        }
        catch (EvalException e) when (DirectFrame(e, pos))
        {
            throw;
        }

        EvalStack.Depth--;
        return result;
    }

    /// <summary>The lines of a trace for a call (EvalState::callFunction).</summary>
    private static bool CallFrame(EvalException e, Value f, int pos)
    {
        e.LocateAt(e.ErrorKind == ErrorKind.StackOverflow && !EvalStack.CountsAsNix ? pos : 0);
        if (e.IsOfArguments)
        {
            e.IsOfArguments = false;
            // Where the names do not fit, Nix says so even if it knows no place.
            bool isSaid = pos != 0 || e.AreNamesWrong;
            e.AreNamesWrong = false;
            return isSaid && e.AddFrame("from call site", pos);
        }

        NixLambda? lambda = f as NixLambda ?? (f as PartialApplication)?.Function as NixLambda;
        if (lambda != null)
        {
            string name = lambda.Info.Name is { } known ? $"'{known}'" : "anonymous lambda";
            e.AddFrame("while calling " + name, lambda.Info.PositionOf(lambda.Info.Arity - 1), FrameWeight.Detail);
            return pos != 0 && e.AddFrame("from call site", pos, FrameWeight.Detail);
        }

        return false;
    }

    private static bool DirectFrame(EvalException e, int pos)
    {
        e.LocateAt(e.ErrorKind == ErrorKind.StackOverflow && !EvalStack.CountsAsNix ? pos : 0);
        FrameWeight weight = e.IsOfArguments ? FrameWeight.Normal : FrameWeight.Detail;
        e.IsOfArguments = e.AreNamesWrong = false;
        return e.AddFrame("from call site", pos, weight);
    }

    private sealed class PendingCall
    {
        public required Value[] Arguments;
        public int Position;
    }

    private static Value CallOnFreshStack(Value f, Value[] arguments, int pos) =>
        EvalStack.RunOnFreshStack(&RunPending, f, new PendingCall { Arguments = arguments, Position = pos });

    private static Value RunPending(object? f, object? pending)
    {
        var call = (PendingCall)pending!;
        return Call((Value)f!, call.Position, call.Arguments);
    }
}
