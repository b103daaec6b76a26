using System;
using System.IO;
using System.Threading;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// Finds the whole trace of an error that compiled code has thrown: compiled code keeps no record of most of what a trace
/// names, so that the interpreter evaluates the program again, silently, up to the same error. Without <c>--show-trace</c> it has
/// a few seconds for that: then the error is shown as compiled code has it. Where a message shows values, the second evaluation keeps all thunks, since
/// Nix tells what of them was evaluated.
/// </summary>
/// <param name="engine">The interpreter.</param>
/// <param name="root">What is evaluated, through that engine.</param>
/// <param name="isOfInterpreter">The first evaluation is the interpreter's, too: its traces are whole.</param>
public sealed class Tracer(EvalEngine engine, Func<Value> root, bool isOfInterpreter = false)
{
    // As ErrorPrinter writes what is no plain data: two bytes of UTF-8.
    private const string Shown = "\u00c2\u00ab";

    // With more calls allowed their frames would need too much room; so would many on small stacks, which are unwound here.
    private static int MostDepth => AddressSpace.IsShort ? EvalStack.DepthOfNix : 10 * EvalStack.DepthOfNix;

    // The collector is slow where a deep stack was left (EvalStack.Abandon).
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3), s_patienceForDepth = TimeSpan.FromSeconds(10);

    /// <summary>The message alone.</summary>
    public string MessageOf(EvalException error, EvalHost host, EvalOptions options) =>
        IsShown(error, host) ? Explain(error, host, options).Message : error.Message;

    private static bool IsShown(EvalException error, EvalHost host) => error.Message.Contains(Shown, StringComparison.Ordinal) && !host.KeepsThunks;

    /// <summary>The same error with its trace; the error as it is where the second evaluation does not come to it.</summary>
    internal EvalException Explain(EvalException error, EvalHost host, EvalOptions options)
    {
        bool isShown = IsShown(error, host), isDeep = error.ErrorKind == ErrorKind.StackOverflow;
        bool isWanted = isDeep ? options.MaxCallDepth <= MostDepth || options.MaxCallDepth == EvalStack.DefaultMaxDepth : isShown || !isOfInterpreter;
        if (error.ErrorKind == ErrorKind.Interrupted || !isWanted)
        {
            return error;
        }

        host.BeginAgain(isSilent: true);
        host.Engine = engine;
        host.IsInterpreted = true;
        host.KeepsThunks = isShown || options.ShowTrace;
        using Timer? limit = options.ShowTrace ? null : new Timer(_ => EvalStack.Interrupt(), null, isDeep ? s_patienceForDepth : s_patience, Timeout.InfiniteTimeSpan);
        int depth = options.MaxCallDepth;
        try
        {
            EvalStack.CountsAsNix = isDeep;
            options.MaxCallDepth = isDeep && depth == EvalStack.DefaultMaxDepth ? EvalStack.DepthOfNix : depth;
            Evaluation.Text(host, options, root);
        }
        catch (EvalException again) when (IsSame(again, error))
        {
            return again;
        }
        catch (Exception e) when (e is EvalException or IOException or InsufficientExecutionStackException || MemoryErrors.Is(e))
        {
            // The files or the world have changed, or there is too little room: the first error is the one to report.
        }
        finally
        {
            EvalStack.CountsAsNix = false;
            options.MaxCallDepth = depth;
            host.BeginAgain();
        }

        return error;
    }

    /// <summary>
    /// Whether the second evaluation came to the same error. Which of several errors in the text of a file is the first one, and whether calls without end
    /// meet a thunk that may not need itself, the interpreter knows better.
    /// </summary>
    private static bool IsSame(EvalException again, EvalException error) => (error.ErrorKind, again.ErrorKind) switch
    {
        (ErrorKind.StackOverflow, ErrorKind.InfiniteRecursion) => true,
        (ErrorKind.Syntax, ErrorKind.Syntax) => Positions.FileOf(again.Position)?.DisplayPath == Positions.FileOf(error.Position)?.DisplayPath,
        var (first, second) => first == second && Beginning(again) == Beginning(error),
    };

    /// <summary>The message up to a set or list that it shows: the interpreter may say of a part that it is not evaluated, where compiled code has no thunk.</summary>
    private static string Beginning(EvalException error)
    {
        int end = error.Message.AsSpan().IndexOfAny('{', '[');
        return end < 0 ? error.Message : error.Message[..end];
    }
}
