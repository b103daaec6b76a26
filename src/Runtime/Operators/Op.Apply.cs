using System;

namespace Tvix.Aot.Runtime;

/// <summary>Calls that are not one lambda with exactly its arguments: too few, too many, builtins, functors.</summary>
public static unsafe partial class Op
{
    /// <summary>Room for the arguments of most calls.</summary>
    [System.Runtime.CompilerServices.InlineArray(Length)]
    private struct FewValues
    {
        public const int Length = 6;

        private Value _first;
    }

    private static Value CallSlow(Value f, int pos, params ReadOnlySpan<Value> arguments)
    {
        FewValues few = default;
        int functors = 0;
        while (true)
        {
            switch (f)
            {
                case NixLambda lambda when arguments.Length == lambda.Info.Arity:
                    return Apply(lambda, arguments);
                case NixLambda lambda when arguments.Length < lambda.Info.Arity:
                    return new PartialApplication(lambda, arguments.ToArray());
                case NixLambda lambda:
                    f = CallOfSome(lambda, arguments[..lambda.Info.Arity], pos);
                    arguments = arguments[lambda.Info.Arity..];
                    break;
                case Builtin builtin when arguments.Length == builtin.Arity:
                    return Apply(builtin, arguments, pos);
                case Builtin builtin when arguments.Length < builtin.Arity:
                    return new PartialApplication(builtin, arguments.ToArray());
                case Builtin builtin:
                    f = Apply(builtin, arguments[..builtin.Arity], pos);
                    arguments = arguments[builtin.Arity..];
                    break;
                case PartialApplication partial:
                    int total = partial.Arguments.Length + arguments.Length;
                    Span<Value> all = total <= FewValues.Length ? few[..total] : new Value[total];
                    // They may lie in the same room.
                    arguments.CopyTo(all[partial.Arguments.Length..]);
                    partial.Arguments.CopyTo(all);
                    f = partial.Function;
                    arguments = all;
                    break;
                case NixAttrs set when EvalStack.IsShallow && set.Has(Symbols.Functor):
                    f = CallFunctor(set, arguments[0], pos);
                    if (arguments.Length == 1)
                    {
                        return f;
                    }

                    arguments = arguments[1..];
                    break;
                case NixAttrs set when set.Find(Symbols.Functor) is { } functor:
                    var withSelf = new Value[arguments.Length + 1];
                    withSelf[0] = set;
                    arguments.CopyTo(withSelf.AsSpan(1));
                    f = Force(functor);
                    arguments = withSelf;
                    if (++functors > EvalStack.DefaultMaxDepth)
                    {
                        throw EvalErrors.TooDeep();
                    }

                    break;
                default:
                    throw CallErrors.NotAFunction(f, pos);
            }
        }
    }

    private static Value CallFunctor(NixAttrs set, Value argument, int pos)
    {
        try
        {
            int at = set.PositionOf(Symbols.Functor);
            EvalStack.EnterOwnWalk();
            Value result = Call(Force(set.Find(Symbols.Functor)!, at), set, argument, at);
            EvalStack.LeaveOwn();
            return result;
        }
        catch (EvalException e) when (e.AddFrame("while calling a functor (an attribute set with a '__functor' attribute)", pos))
        {
            throw;
        }
    }

    private static Value CallOfSome(NixLambda f, ReadOnlySpan<Value> args, int pos) => args.Length switch
    {
        1 => Call(f, args[0], pos),
        2 => Call(f, args[0], args[1], pos),
        _ => Call(f, pos, args.ToArray()),
    };

    private static Value Apply(NixLambda f, ReadOnlySpan<Value> args)
    {
        void* code = f.Info.Code;
        return args.Length switch
        {
            1 => ((delegate*<object?, object?, Value, Value>)code)(f.A, f.B, args[0]),
            2 => ((delegate*<object?, object?, Value, Value, Value>)code)(f.A, f.B, args[0], args[1]),
            3 => ((delegate*<object?, object?, Value, Value, Value, Value>)code)(f.A, f.B, args[0], args[1], args[2]),
            _ => ((delegate*<object?, object?, Value, Value, Value, Value, Value>)code)(f.A, f.B, args[0], args[1], args[2], args[3]),
        };
    }

    // Nix's builtins do not know where they are called; the line of the trace does.
    private static Value Apply(Builtin f, ReadOnlySpan<Value> args, int pos) => args.Length switch
    {
        1 => Apply(f, args[0], pos),
        2 => Apply(f, args[0], args[1], pos),
        _ => Apply(f, args[0], args[1], args[2], pos),
    };

    private static Value Apply(Builtin f, Value x, int pos)
    {
        try
        {
            return ((delegate*<Value, int, Value>)f.Code)(x, 0);
        }
        catch (EvalException e) when (BuiltinContexts.AddFrames(e, f.Name, -1, pos, [x]))
        {
            throw;
        }
    }

    private static Value Apply(Builtin f, Value x, Value y, int pos)
    {
        try
        {
            return ((delegate*<Value, Value, int, Value>)f.Code)(x, y, 0);
        }
        catch (EvalException e) when (BuiltinContexts.AddFrames(e, f.Name, -1, pos, [x, y]))
        {
            throw;
        }
    }

    private static Value Apply(Builtin f, Value x, Value y, Value z, int pos)
    {
        try
        {
            return ((delegate*<Value, Value, Value, int, Value>)f.Code)(x, y, z, 0);
        }
        catch (EvalException e) when (BuiltinContexts.AddFrames(e, f.Name, -1, pos, [x, y, z]))
        {
            throw;
        }
    }

    /// <summary>
    /// Whether a call of this function whose last argument is that one forces it before anything else that can be noticed, so that it may
    /// as well be forced before. A function that wants more arguments forces nothing yet.
    /// </summary>
    internal static bool ForcesFirst(Value f, int argument) => FirstForced(f, argument + 1) == argument;

    /// <summary>Which of so many arguments a function forces before anything else; negative for none.</summary>
    private static int FirstForced(Value f, int count)
    {
        (Value function, int given) = f is PartialApplication partial ? (partial.Function, partial.Arguments.Length) : (f, 0);
        (int arity, int first) = function switch
        {
            NixLambda lambda => (lambda.Info.Arity, lambda.Info.First),
            Builtin builtin => (builtin.Arity, builtin.First),
            _ => (int.MaxValue, -1),
        };
        return arity - given <= count ? first - given : -1;
    }

    /// <summary>The function of a call, evaluated.</summary>
    /// <param name="count">How many arguments it is called with.</param>
    /// <param name="first">The one that it forces before anything else that can be noticed; negative for none.</param>
    public static Value Callee(Value f, int count, out int first)
    {
        f = Force(f);
        first = FirstForced(f, count);
        return f;
    }

    /// <summary>An argument: evaluated now, because the function would do it first, or a thunk.</summary>
    public static Value Argument(bool isForced, delegate*<object?, object?, Value> code, object? a = null, object? b = null) =>
        isForced ? code(a, b) : new Thunk(code, a, b);

    /// <summary>The same for <c>v.name</c>.</summary>
    public static Value SelectArgument(bool isForced, Value v, SelectSite site) => isForced ? RunSelect(v, site) : new Thunk(&RunSelect, v, site);

    /// <summary>The same where the argument before that is forced first, and is this integer.</summary>
    internal static bool ForcesNext(Value f, Value before, int argument) =>
        before is NixInt { Value: var value } && f is NixLambda { Info: { } info } && info.First == argument - 1 && info.Next == argument && info.Arity == argument + 1
        && (!info.NextIfSmall || value is > int.MinValue and < int.MaxValue);

    // Code for thunks of common shapes, so that emitted code needs no method for each.

    /// <summary>A thunk for <c>f x</c>.</summary>
    public static Thunk LazyCall(Value f, Value x) => new(&RunCall, f, x);

    private static Value RunCall(object? f, object? x) => CallDelayed((Value)f!, (Value)x!);

    /// <summary>Whether this is the code of such a thunk.</summary>
    internal static bool IsCallOfBuiltin(delegate*<object?, object?, Value> code) =>
        (nint)code == (nint)(delegate*<object?, object?, Value>)&RunCall || (nint)code == (nint)(delegate*<object?, object?, Value>)&RunCall2;

    /// <summary>What that thunk does.</summary>
    internal static Value CallDelayed(Value f, Value x) => Call(f, x, TakePlace(f, hasPlace: true));

    /// <summary>The place of a function, that of the next argument where some are given (Value::determinePos); 0 for other values.</summary>
    internal static int PlaceOf(Value value) => value switch
    {
        NixLambda lambda => lambda.Info.Position,
        PartialApplication { Function: NixLambda outer } partial => outer.Info.PositionOf(partial.Arguments.Length),
        _ => 0,
    };

    /// <param name="hasPlace">Whether the function tells where it is, where nothing else does (Value::determinePos).</param>
    private static int TakePlace(Value f, bool hasPlace)
    {
        int place = EvalStack.CallPlace;
        if (place == 0)
        {
            return 0;
        }

        EvalStack.CallPlace = 0;
        return place != EvalStack.OwnPlace ? place : hasPlace ? PlaceOf(Force(f)) : 0;
    }

    /// <summary>A thunk for <c>v.name</c>.</summary>
    public static Thunk LazySelect(Value v, SelectSite site) => new(&RunSelect, v, site);

    private static Value RunSelect(object? v, object? site)
    {
        var s = (SelectSite)site!;
        Value set = Force((Value)v!, s.VariablePosition);
        Value? found = set is NixAttrs attrs ? attrs.Find(s.Name, ref s.Hint) : null;
        return found is null ? SelectFailed(set, s.Name, s.Position) : found is Thunk { IsDone: false } thunk ? RunSelected(thunk, (NixAttrs)set, s) : Force(found);
    }

    private static Value RunSelected(Thunk thunk, NixAttrs set, SelectSite site)
    {
        int at = set.PositionOf(site.Name);
        try
        {
            return Force(thunk, at != 0 ? at : site.Position);
        }
        catch (EvalException e) when (Positions.IsUsers(at) && e.AddFrame($"while evaluating the attribute '{ErrorTexts.AttributeName(site.Name)}'", at))
        {
            throw;
        }
    }

    /// <summary>A thunk for a value that is known, where Nix would show <c>&lt;CODE&gt;</c> until it is forced.</summary>
    public static Thunk Folded(Value v) => new(&RunFolded, v);

    private static Value RunFolded(object? v, object? unused) => (Value)v!;

    /// <summary>A thunk for <c>f x y</c> made by a builtin, where the function tells the place of the call.</summary>
    internal static Thunk LazyCallPlaced(Value f, Value x, Value y) => new(&RunCall2, f, new PlacedPair(x, y));

    /// <summary>The same for a function that nobody has forced yet. A first argument that the function does not use is not kept.</summary>
    internal static Thunk LazyCall(Value f, Value x, Value y) =>
        (f is Thunk { IsDone: true } done ? done.Result : f) is NixLambda { Info.IgnoresFirst: true } ? new(&RunCall2, f, y) : new(&RunCall2, f, new Pair(x, y));

    private static Value RunCall2(object? f, object? arguments)
    {
        var function = (Value)f!;
        return arguments switch
        {
            Pair pair => Call(function, pair.X, pair.Y, TakePlace(function, WasForced(function))),
            PlacedPair placed => Call(function, placed.X, placed.Y, TakePlace(function, hasPlace: true)),
            _ => Call(function, NixNull.Instance, (Value)arguments!, TakePlace(function, WasForced(function))),
        };
    }

    /// <summary>A lambda in the text is known to be one when something has forced it (prim_mapAttrs does not).</summary>
    private static bool WasForced(Value function) =>
        EvalStack.CallPlace != 0 && (function is Thunk thunk ? thunk.IsDone : Host.EvalHost.Current.KeepsThunks);

    private sealed class Pair(Value x, Value y)
    {
        public readonly Value X = x, Y = y;
    }

    private sealed class PlacedPair(Value x, Value y)
    {
        public readonly Value X = x, Y = y;
    }
}

/// <summary>A place that selects an attribute: what <see cref="Op.LazySelect"/> needs beside the set.</summary>
public sealed class SelectSite
{
    /// <param name="variablePosition">Where the variable stands that the attribute is selected from.</param>
    public SelectSite(int name, int position, int variablePosition = 0)
    {
        VariablePosition = variablePosition;
        Name = name;
        Position = position;
    }

    public int Name { get; }

    public int Position { get; }

    public int VariablePosition { get; }

#pragma warning disable CA1051 // passed by reference
    public int Hint;
#pragma warning restore CA1051
}
