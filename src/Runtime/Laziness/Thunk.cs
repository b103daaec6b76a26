using System;
using System.Runtime.CompilerServices;

namespace Tvix.Aot.Runtime;

/// <summary>
/// A computation that has not run yet, or its result. Code and two words of captures; when it is done, the value
/// takes the captures' place and the code is null. While it runs its code is the one that reports infinite recursion;
/// when it failed, the one that throws the same error again.
/// </summary>
public sealed unsafe class Thunk : Value
{
    private delegate*<object?, object?, Value> _code;
    private object? _a;
    private object? _b;

    public Thunk(delegate*<object?, object?, Value> code, object? a = null, object? b = null)
    {
        _code = code;
        _a = a;
        _b = b;
    }

    /// <summary>A thunk that is done.</summary>
    internal static Thunk Of(Value result) => new(null, result);

    /// <summary>A thunk for a call that is being evaluated already, elsewhere: that ends it with <see cref="Finish"/>, <see cref="FailWith"/> or <see cref="Become"/>.</summary>
    internal static Thunk UnderWay() => new(&CallAgain);

    public override ValueKind Kind => ValueKind.Thunk;

    public bool IsDone => _code == null;

    /// <summary>Whether its evaluation is under way.</summary>
    public bool IsRunning => (nint)_code == (nint)(delegate*<object?, object?, Value>)&Blackhole;

    /// <summary>The value; only when <see cref="IsDone"/>.</summary>
    public Value Result => Unsafe.As<Value>(_a)!;

    /// <summary>Gives the captures to a thunk that had to exist before them (bindings that refer to one another).</summary>
    public void Capture(object? a, object? b = null)
    {
        _a = a;
        _b = b;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Force() => _code == null ? Unsafe.As<Value>(_a)! : Run();

    private Value Run()
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return EvalStack.RunOnFreshStack(&RunThunk, this, null);
        }

        delegate*<object?, object?, Value> code = _code;
        object? a = _a, b = _b;
        _code = Op.IsCallOfBuiltin(code) ? &CallAgain : &Blackhole;
        _a = null;
        _b = null;
        Value result;
        try
        {
            result = code(a, b);
        }
        catch (Exception e) when (Fail(e, code, a, b))
        {
            throw;
        }

        Finish(result);
        return result;
    }

    internal void Finish(Value result)
    {
        _a = result;
        _code = null;
    }

    internal void FailWith(EvalException failure)
    {
        _a = failure;
        _code = &Rethrow;
    }

    internal void Become(Thunk other)
    {
        _a = other._a;
        _b = other._b;
        _code = other._code;
    }

    private static Value RunThunk(object? thunk, object? unused) => Unsafe.As<Thunk>(thunk)!.Run();

    /// <summary>Runs while the exception looks for its handler, so nothing is unwound and caught on the way.</summary>
    private bool Fail(Exception error, delegate*<object?, object?, Value> code, object? a, object? b)
    {
        if (error is EvalException { IsRecoverable: false } failure)
        {
            FailWith(failure);
        }
        else
        {
            // An interrupt, or an error of the evaluator itself: the thunk may be tried again.
            _a = a;
            _b = b;
            _code = code;
        }

        return false;
    }

    private static Value Blackhole(object? a, object? b) => throw EvalErrors.InfiniteRecursion();

    // Nix does not mark calls that builtins put off: one that needs itself recurs until the depth is reached.
    private static Value CallAgain(object? a, object? b) => throw EvalErrors.TooDeep();

    private static Value Rethrow(object? a, object? b) => throw new EvalException(Unsafe.As<EvalException>(a)!);
}
