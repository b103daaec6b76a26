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
        _code = &Blackhole;
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

        _a = result;
        _code = null;
        return result;
    }

    private static Value RunThunk(object? thunk, object? unused) => Unsafe.As<Thunk>(thunk)!.Run();

    /// <summary>Runs while the exception looks for its handler, so nothing is unwound and caught on the way.</summary>
    private bool Fail(Exception error, delegate*<object?, object?, Value> code, object? a, object? b)
    {
        if (error is EvalException { IsRecoverable: false } failure)
        {
            _a = failure;
            _code = &Rethrow;
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

    private static Value Rethrow(object? a, object? b) => throw new EvalException(Unsafe.As<EvalException>(a)!);
}
