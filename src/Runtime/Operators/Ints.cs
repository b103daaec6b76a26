using System.Runtime.CompilerServices;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>
/// What emitted code on machine integers uses. Where such code cannot go on (an overflow, a value of another type, a stack
/// that is nearly used up) it sets <see cref="Failed"/> and returns at once through all its levels; whoever called it from
/// ordinary code does the same work again there, and has Nix's error if there is one.
/// </summary>
public static unsafe class Ints
{
    private const int MostFailures = 16;

    [System.ThreadStatic]
    private static int s_failures;

#pragma warning disable CA2211 // read and set by emitted code on one thread
    /// <summary>Set while a failed evaluation returns.</summary>
    [System.ThreadStatic]
    public static bool Failed;
#pragma warning restore CA2211

    /// <summary>After too many failures: a deep recursion that fails would be tried again at each of its levels.</summary>
    public static bool AreOff => s_failures >= MostFailures;

    /// <summary>After so many turns, a second or more, a loop may be one without an end: the ordinary code has an error for that.</summary>
    public const int MostTurns = 1_000_000_000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Add(long a, long b, out long result) => NixMath.TryAdd(a, b, out result);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Sub(long a, long b, out long result) => NixMath.TrySub(a, b, out result);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Mul(long a, long b, out long result) => NixMath.TryMul(a, b, out result);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Div(long a, long b, out long result) => NixMath.TryDiv(a, b, out result);

    /// <summary>Evaluates a value, and gives the integer if it is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Force(Value v, out long result) => Of(Op.Force(v), out result);

    /// <summary>The integer, if the value is evaluated and one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Known(Value v, out long result) => Of(v is Thunk { IsDone: true } t ? t.Result : v, out result) && !AreOff;

    /// <summary>Counts a level; false where there is no room for one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Enter()
    {
        byte here;
        return (EvalStack.Depth++ <= EvalStack.MaxDepth || EvalStack.MayGoDeep()) && (nuint)(&here) >= EvalStack.Limit;
    }

    public static void Leave() => EvalStack.Depth--;

    /// <summary>Whether the evaluation that just returned has a result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDone()
    {
        if (!Failed)
        {
            return true;
        }

        GiveUp();
        return false;
    }

    /// <summary>Counts a failure of unboxed code that ends here.</summary>
    public static void GiveUp()
    {
        // Values that are no integers are found out before anything was computed, and cost nothing.
        s_failures += Failed ? 1 : 0;
        Failed = false;
    }

    internal static void Reset()
    {
        Failed = false;
        s_failures = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Of(Value v, out long result)
    {
        if (v is NixInt i)
        {
            result = i.Value;
            return true;
        }

        result = 0;
        return false;
    }
}
