using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Tvix.Aot.Runtime.Parallel;

namespace Tvix.Aot.Runtime;

/// <summary>
/// A computation that has not run yet, or its result. Code and two words of captures; when it is done, the value
/// takes the captures' place and the code is null. While it runs its code is the one that reports infinite recursion;
/// when it failed, the one that throws the same error again. A call that a builtin put off is not marked so, as in Nix: when it needs
/// itself it runs again, until it comes to a thunk that may not, or for a third time: then it would never end. Where several threads
/// evaluate, whoever runs it has claimed it before, and its worker lies in the first word meanwhile.
/// </summary>
public sealed unsafe class Thunk : Value
{
    // A delegate*<object?, object?, Value>.
    private nint _code;
    private object? _a;
    private object? _b;

    public Thunk(delegate*<object?, object?, Value> code, object? a = null, object? b = null)
    {
        _code = (nint)code;
        _a = a;
        _b = b;
    }

    /// <summary>A thunk that is done.</summary>
    internal static Thunk Of(Value result) => new(null, result);

    /// <summary>
    /// The thunk of a call that is being evaluated already, elsewhere: that ends it with <see cref="Finish"/>, <see cref="FailWith"/> or <see cref="Become"/>.
    /// </summary>
    internal Thunk UnderWay(bool isForSecondTime)
    {
        _code |= EvalStack.CountsAsNix ? 0 : isForSecondTime ? RunsTwice : Runs;
        return this;
    }

    public override ValueKind Kind => ValueKind.Thunk;

    public bool IsDone => Volatile.Read(ref _code) == 0;

    /// <summary>Whether its evaluation is under way, and marked so that it may not need itself.</summary>
    public bool IsRunning => Volatile.Read(ref _code) == Running;

    /// <summary>The same, on this thread.</summary>
    public bool IsRunningHere => IsRunning && (!Worker.AreMany || ReferenceEquals(_a, Worker.Current));

    /// <summary>Who runs it, where several threads evaluate; null for nobody.</summary>
    internal Worker? Owner => _a as Worker;

    /// <summary>The value; only when <see cref="IsDone"/>.</summary>
    public Value Result => Unsafe.As<Value>(_a)!;

    /// <summary>Gives the captures to a thunk that had to exist before them (bindings that refer to one another).</summary>
    public void Capture(object? a, object? b = null)
    {
        _a = a;
        _b = b;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Force() => Volatile.Read(ref _code) == 0 ? Unsafe.As<Value>(_a)! : Run();

    /// <param name="place">See <see cref="EvalStack.CallPlace"/>.</param>
    internal Value ForceFrom(int place)
    {
        if (IsCall(Volatile.Read(ref _code) & ~RunsTwice))
        {
            EvalStack.CallPlace = place;
        }

        return Force();
    }

    private Value Run()
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return EvalStack.RunOnFreshStack(&RunThunk, this, null);
        }

        if (Worker.AreMany)
        {
            return RunClaimed();
        }

        nint code = _code;
        object? a = _a, b = _b;
        if ((code & Runs) != 0 || IsCall(code))
        {
            return RunCall(code, a, b);
        }

        _code = Running;
        _a = null;
        _b = null;
        return RunCode(code, a, b);
    }

    private Value RunCall(nint code, object? a, object? b)
    {
        if ((code & RunsTwice) == RunsTwice)
        {
            throw EvalErrors.TooDeep();
        }

        _code = EvalStack.CountsAsNix ? code : (code & Runs) != 0 ? code | RunsTwice : code | Runs;
        return RunCode(code & ~RunsTwice, a, b);
    }

    private Value RunCode(nint code, object? a, object? b)
    {
        Value result;
        try
        {
            result = ((delegate*<object?, object?, Value>)code)(a, b);
        }
        catch (Exception e) when (Fail(e, code, a, b))
        {
            throw;
        }

        Finish(result);
        return result;
    }

    // What stands for the code while it runs, and when it has failed.
    private static nint Running => (nint)(delegate*<object?, object?, Value>)&Blackhole;

    // The same for other threads.
    private static nint RunningCall => (nint)(delegate*<object?, object?, Value>)&CallAgain;

    // Beside the code of a call while it runs, and while it does for the second time: addresses of code have zeros there.
    private const nint Runs = 1, RunsTwice = 3;

    private static nint Failed => (nint)(delegate*<object?, object?, Value>)&Rethrow;

    private static bool IsCall(nint code) => Op.IsCallOfBuiltin((delegate*<object?, object?, Value>)code);

    /// <summary>Runs it where other threads may want to: one does, the others wait for it.</summary>
    private Value RunClaimed()
    {
        Worker me = Worker.Current!;
        while (true)
        {
            nint code = Volatile.Read(ref _code);
            if (code == 0)
            {
                return Result;
            }

            if (code == Failed)
            {
                // The error still gathers the lines of the main thread's trace.
                Worker.RequireMain();
                return Rethrow(_a, null);
            }

            if (code == Running || code == RunningCall)
            {
                WaitUnlessMine(me, code);
            }
            else if (Interlocked.CompareExchange(ref _code, IsCall(code) ? RunningCall : Running, code) == code)
            {
                object? a = _a, b = _b;
                _b = null;
                Volatile.Write(ref _a, me);
                return RunCode(code, a, b);
            }
        }
    }

    private void WaitUnlessMine(Worker me, nint code)
    {
        Worker? owner = Owner;
        if (owner == me)
        {
            ((delegate*<object?, object?, Value>)code)(null, null);
        }
        else if (owner != null)
        {
            me.WaitFor(this);
        }
    }

    internal void Finish(Value result)
    {
        _a = result;
        Volatile.Write(ref _code, 0);
    }

    internal void FailWith(EvalException failure)
    {
        _a = failure;
        Volatile.Write(ref _code, Failed);
    }

    /// <summary>Whether it failed with this very error, or one that a copy of is thrown again.</summary>
    internal bool FailedWith(EvalException error) => Volatile.Read(ref _code) == Failed && (ReferenceEquals(_a, error) || ReferenceEquals(_a, error.Original));

    internal void Become(Thunk other)
    {
        _a = other._a;
        _b = other._b;
        _code = other._code;
    }

    private static Value RunThunk(object? thunk, object? unused) => Unsafe.As<Thunk>(thunk)!.Run();

    /// <summary>Runs while the exception looks for its handler, so nothing is unwound and caught on the way.</summary>
    private bool Fail(Exception error, nint code, object? a, object? b)
    {
        // A helper's error lacks what the main thread's would say of how it came there. What is thrown again gathers lines that are its own.
        if (error is EvalException { IsRecoverable: false } failure && !Worker.IsHelping && code != Failed)
        {
            FailWith(failure);
        }
        else
        {
            // An interrupt, or an error of the evaluator itself: the thunk may be tried again.
            _a = a;
            _b = b;
            Volatile.Write(ref _code, code);
        }

        return false;
    }

    private static Value Blackhole(object? a, object? b) => throw EvalErrors.InfiniteRecursion();

    // One thread would find out whether there is a thunk on the way that may not need itself.
    private static Value CallAgain(object? a, object? b) => throw EvalErrors.TooDeep();

    private static Value Rethrow(object? a, object? b) => throw new EvalException(Unsafe.As<EvalException>(a)!);
}
