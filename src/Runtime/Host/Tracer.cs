using System;
using System.IO;
using System.Threading;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// Finds the whole trace of an error that compiled code has thrown: compiled code keeps no record of most of what a trace
/// names, so that the interpreter evaluates the program again, silently, up to the same error. Without <c>--show-trace</c> it has
/// a few seconds for that: then the error is shown as compiled code has it.
/// </summary>
/// <param name="engine">The interpreter.</param>
/// <param name="root">What is evaluated, through that engine.</param>
public sealed class Tracer(EvalEngine engine, Func<Value> root)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>The same error with its trace; the error as it is where the second evaluation does not come to it.</summary>
    internal EvalException Explain(EvalException error, EvalHost host, EvalOptions options)
    {
        if (error.ErrorKind is ErrorKind.StackOverflow or ErrorKind.Interrupted)
        {
            return error;
        }

        host.BeginAgain(isSilent: true);
        host.Engine = engine;
        host.IsInterpreted = true;
        using Timer? limit = options.ShowTrace ? null : new Timer(_ => EvalStack.Interrupt(), null, s_patience, Timeout.InfiniteTimeSpan);
        try
        {
            Evaluation.Text(host, options, root);
        }
        catch (EvalException again) when (again.ErrorKind == error.ErrorKind && Beginning(again) == Beginning(error))
        {
            return again;
        }
        catch (Exception e) when (e is EvalException or IOException or InsufficientExecutionStackException || MemoryErrors.Is(e))
        {
            // The files or the world have changed, or there is too little room: the first error is the one to report.
        }
        finally
        {
            host.BeginAgain();
        }

        return error;
    }

    /// <summary>The message up to a set or list that it shows: the interpreter may say of a part that it is not evaluated, where compiled code has no thunk.</summary>
    private static string Beginning(EvalException error)
    {
        int end = error.Message.AsSpan().IndexOfAny('{', '[');
        return end < 0 ? error.Message : error.Message[..end];
    }
}
