using System.Diagnostics.CodeAnalysis;

namespace Tvix.Aot.Runtime;

/// <summary>
/// What the elements of a list are made of that nobody has asked for yet: <c>f x</c> for the elements of another list, or
/// <c>f i</c> for their indexes. An element that is forced where it lies is computed without a thunk; one that is passed
/// on unevaluated becomes a thunk then. It ends when no element is left. Only where one thread evaluates.
/// </summary>
internal sealed class PendingElements
{
    private static readonly Marker s_running = new(), s_runningAgain = new();

    private Value? _function;
    private NixList? _source;
    private int _left;

    /// <param name="source">The arguments; null for the indexes.</param>
    public PendingElements(Value function, NixList? source, int count)
    {
        _function = function;
        _source = source;
        _left = count;
    }

    /// <summary>The elements as thunks, where several threads may ask for them.</summary>
    public static Slot[] DelayAll(Value function, NixList? source, int count)
    {
        var items = new Slot[count];
        for (int i = 0; i < count; i++)
        {
            EvalStack.LookForInterrupt(i);
            items[i].V = Op.LazyCall(function, source == null ? NixInt.Of(i) : source[i]);
        }

        return items;
    }

    /// <summary>Whether the list goes to one builtin only, which takes each element once: then none needs a place.</summary>
    public bool IsOwned { get; set; }

    /// <summary>Whether every element has become a value or a thunk.</summary>
    public bool IsUsedUp => _left == 0;

    /// <summary>A thunk for the element, wherever it will lie.</summary>
    public Thunk Delay(int index) => Op.LazyCall(_function!, _source == null ? NixInt.Of(index) : _source.Take(index, now: false));

    /// <summary>The element of a list that has no places; a thunk that fails in the same way where it fails.</summary>
    public Value Make(int index) => Make(_function!, ArgumentOf(_function!, index));

    private static unsafe Value Make(Value function, Value argument)
    {
        byte here;
        if ((nuint)(&here) < EvalStack.Limit)
        {
            return EvalStack.RunOnFreshStack(&MakeAgain, function, argument);
        }

        int depth = EvalStack.Depth;
        EvalStack.EnterOwn();
        Value result;
        try
        {
            result = Op.CallDelayed(function, argument);
        }
        catch (EvalException e) when (!e.IsRecoverable)
        {
            Thunk failed = Thunk.Of(NixNull.Instance);
            failed.FailWith(e);
            result = failed;
        }

        EvalStack.Depth = depth;
        return result;
    }

    /// <summary>The same where an integer is wanted: functions of integers need no object for it.</summary>
    /// <param name="element">What the element is instead, for a place of its own.</param>
    public unsafe bool MakeInt(int index, out long value, out Value? element)
    {
        element = null;
        if (_function is not NixLambda { Info: { Ints: not null, Arity: 1, First: 0 } info } f || Ints.AreOff || EvalStack.CountsAsNix)
        {
            element = Keep(Make(index));
            return Ints.Known(element, out value);
        }

        long argument = index;
        if (_source == null || _source.TakeInt(index, out argument, out element))
        {
            value = ((delegate*<long, long>)info.Ints)(argument);
            if (Ints.IsDone())
            {
                return true;
            }

            element = NixInt.Of(argument);
        }

        element = Keep(Make(f, element!));
        return Ints.Known(element, out value);
    }

    /// <summary>The same where the element is a pair that nobody will see.</summary>
    public unsafe bool TryMakePair(int index, string context, [NotNullWhen(true)] out Value? name, [NotNullWhen(true)] out Value? value, out (int Name, int Value) positions)
    {
        byte here;
        (name, value, positions) = (null, null, default);
        if (_function is not NixLambda { Info: { Pair: not null, Arity: 1 } info } f || (nuint)(&here) < EvalStack.Limit || EvalStack.CountsAsNix)
        {
            return false;
        }

        EvalStack.Enter(0);
        try
        {
            name = ((delegate*<object?, object?, Value, out Value, Value>)info.Pair)(f.A, f.B, ArgumentOf(f, index), out Value made);
            (value, positions) = (made, info.PairPositions);
        }
        catch (EvalException e) when (e.AddFrame(context, info.PairPositions.Name))
        {
            throw;
        }

        EvalStack.Depth--;
        return true;
    }

    private static Value MakeAgain(object? function, object? argument) => Make((Value)function!, (Value)argument!);

    /// <summary>What lies in the place of an element with this value.</summary>
    public static Value Keep(Value result) => result is Thunk || Slot.IsPlaceless(result) ? result : Thunk.Of(result);

    /// <summary>The thunk that the element is to others.</summary>
    /// <param name="running">What lies in its place where it is being computed: that ends the thunk.</param>
    public Thunk Delay(int index, Marker? running)
    {
        Thunk thunk = Delay(index);
        if (running != null)
        {
            return thunk.UnderWay(isForSecondTime: ReferenceEquals(running, s_runningAgain));
        }

        Done();
        return thunk;
    }

    /// <summary>
    /// Computes an element for the place where it lies; the place holds it then, or what fails in the same way again. One that needs
    /// itself is computed again, as a thunk is that a builtin made.
    /// </summary>
    public Value Compute(ref Slot place, int index)
    {
        Value function = _function!;
        if (place.V is not null)
        {
            return ComputeAgain(ref place, index);
        }

        place.V = s_running;
        Value result;
        try
        {
            result = Op.CallDelayed(function, ArgumentOf(function, index));
        }
        catch (System.Exception e) when (Fail(e, ref place, index))
        {
            throw;
        }

        if (place.V is Thunk waiting)
        {
            waiting.Finish(result);
            Slot.Settle(ref place);
        }
        else
        {
            place.V = Keep(result);
        }

        _source?.Settle(index);
        Done();
        return result;
    }

    /// <summary>Within its own computation, which ends it.</summary>
    private Value ComputeAgain(ref Slot place, int index)
    {
        if (ReferenceEquals(place.V, s_runningAgain))
        {
            throw EvalErrors.TooDeep();
        }

        place.V = EvalStack.CountsAsNix ? s_running : s_runningAgain;
        return Op.CallDelayed(_function!, ArgumentOf(_function!, index));
    }

    private Value ArgumentOf(Value function, int index) =>
        _source == null ? NixInt.Of(index) : _source.Take(index, Op.ForcesFirst(function, 0));

    /// <summary>Runs while the exception looks for its handler, as that of a thunk.</summary>
    private bool Fail(System.Exception error, ref Slot place, int index)
    {
        Thunk? waiting = place.V as Thunk;
        if (error is EvalException { IsRecoverable: false } failure)
        {
            waiting ??= Thunk.Of(NixNull.Instance);
            waiting.FailWith(failure);
            place.V = waiting;
            Done();
        }
        else
        {
            // An interrupt: the element may be tried again.
            place.V = null!;
            if (waiting != null)
            {
                waiting.Become(Delay(index, null));
                place.V = waiting;
            }
        }

        return false;
    }

    private void Done()
    {
        if (--_left == 0)
        {
            _function = null;
            _source = null;
        }
    }

    /// <summary>Lies where an element is being computed.</summary>
    public sealed class Marker : Value
    {
        public override ValueKind Kind => ValueKind.Thunk;
    }
}
