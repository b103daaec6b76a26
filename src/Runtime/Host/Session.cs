using System;

namespace Tvix.Aot.Runtime.Host;

/// <summary>One evaluation: its host, and the number by which compiled modules notice that a new one has begun.</summary>
public static class Session
{
    private static int s_number;

    /// <summary>Compiled modules make their constants and file-level thunks anew when this changes.</summary>
    public static int Number => s_number;

    /// <summary>Every evaluation interns names anew, as a process of its own would: for hosts that keep no value of an earlier one.</summary>
    public static bool ForgetsNames { get; set; }

    /// <summary>Runs an evaluation from the start with this host: nothing is left of earlier ones.</summary>
    public static T Run<T>(EvalHost host, Func<T> work, int maxDepth = 0) => EvalStack.Run(
        () =>
        {
            EvalHost.Current = host;
            Op.ShowsUnevaluated = host.ShowsUnevaluated;
            s_number++;
            if (ForgetsNames)
            {
                Symbols.Forget();
                Shape.ForgetShared();
            }

            Modules.ForgetValues();
            Builtins.BuiltinTable.Reset();
            Ints.Reset();
            return work();
        },
        maxDepth);

    /// <summary>Goes on with values of the running session, from any thread.</summary>
    public static T Continue<T>(Func<T> work) => EvalStack.Run(work);
}
