using System.Runtime.CompilerServices;

namespace Tvix.Aot.Runtime;

/// <summary>
/// What emitted code calls. Arguments may be thunks unless a name says otherwise; results are in weak head normal
/// form (WHNF). <c>pos</c> is a place registered in <see cref="Positions"/>.
/// </summary>
public static partial class Op
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Force(Value v) => v is Thunk t ? t.Force() : v;

    /// <summary>The same, with a place for the error that the value is being evaluated already, and for a call that was put off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Force(Value v, int pos) => v is Thunk t ? t.IsDone ? t.Result : ForceAt(t, pos) : v;

    /// <summary>The same, where a call that was put off takes the place of its function (Value::determinePos).</summary>
    internal static Value ForceInPlace(Value v) => v is Thunk t ? t.ForceFrom(EvalStack.OwnPlace) : v;

    private static Value ForceAt(Thunk t, int pos) => t.IsRunningHere ? throw EvalErrors.InfiniteRecursion(pos) : t.ForceFrom(pos);

    /// <summary>The value as a condition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTrue(Value v, int pos)
    {
        v = Force(v);
        return v is NixBool b ? b.Value : throw NotABool(v, pos);
    }

    private static EvalException NotABool(Value v, int pos) => EvalErrors.Expected("a Boolean", v, pos);

    public static long ForceInt(Value v, int pos) =>
        Force(v) is NixInt i ? i.Value : throw EvalErrors.Expected("an integer", Force(v), pos);

    public static bool ForceBool(Value v, int pos) => IsTrue(v, pos);

    public static NixAttrs ForceAttrs(Value v, int pos) =>
        Force(v) is NixAttrs a ? a : throw EvalErrors.Expected("a set", Force(v), pos);

    public static NixList ForceList(Value v, int pos) =>
        Force(v) is NixList l ? l : throw EvalErrors.Expected("a list", Force(v), pos);

    public static NixString ForceString(Value v, int pos) =>
        Force(v) is NixString s ? s : throw EvalErrors.Expected("a string", Force(v), pos);

    /// <summary>A string that may not refer to store paths.</summary>
    public static string ForceStringNoContext(Value v, int pos)
    {
        NixString s = ForceString(v, pos);
        return s.Context == null ? s.Bytes : throw new EvalException(
            ErrorKind.Evaluation, $"the string '{s.Bytes}' is not allowed to refer to a store path (such as '{s.Context.Elements[0]}')") { Subject = s };
    }

    public static double ForceFloat(Value v, int pos) => Force(v) switch
    {
        NixInt i => i.Value,
        NixFloat f => f.Value,
        var other => throw EvalErrors.Expected("a float", other, pos),
    };

    /// <summary>The value forced to be a function; <c>__functor</c> sets count.</summary>
    public static Value ForceFunction(Value v, int pos)
    {
        v = Force(v);
        return v is NixLambda or Builtin or PartialApplication || (v is NixAttrs set && set.Has(Symbols.Functor))
            ? v
            : throw EvalErrors.Expected("a function", v, pos);
    }
}
