using System.Runtime.CompilerServices;

namespace Tvix.Aot.Runtime;

/// <summary>Levels that Nix counts and we do not, and the other way round: while a trace of too many calls is looked for, it is Nix's that count.</summary>
public static unsafe partial class EvalStack
{
    /// <summary>
    /// Set while a trace is looked for that ends in too many calls: those that Nix counts are counted, which are the builtins and operators too, nothing
    /// is a jump, and no line of the trace is left out.
    /// </summary>
    public static bool CountsAsNix { get; internal set; }

    /// <summary>Counts a call of a builtin or an operator where Nix does.</summary>
    /// <param name="place">Of the call.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EnterBuiltin(int place)
    {
        if (CountsAsNix)
        {
            EnterWalk(place);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LeaveBuiltin()
    {
        if (CountsAsNix)
        {
            LeaveCounted();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveCounted() => Depth--;

    /// <summary>Counts what Nix does at a level of its own, and leaves it again.</summary>
    public static void PassBuiltin(int place)
    {
        EnterBuiltin(place);
        LeaveBuiltin();
    }

    /// <summary>Counts a level that is none for Nix.</summary>
    public static void EnterOwn()
    {
        if (!CountsAsNix)
        {
            Enter();
        }
    }

    /// <summary>The same for a walk over a value, which nothing takes to another stack.</summary>
    /// <param name="place">Where the error is, if there is one.</param>
    internal static void EnterOwnWalk(int place = 0)
    {
        if (!CountsAsNix)
        {
            EnterWalk(place);
        }
    }

    public static void LeaveOwn() => Depth -= CountsAsNix ? 0 : 1;
}
