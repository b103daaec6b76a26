using System;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;
using Tvix.Aot.Runtime.Parallel;

namespace Tvix.Aot.Runtime;

/// <summary>
/// The evaluator's stack. Evaluation runs on threads with a large reserved stack; where one runs out it goes on on a
/// fresh one. Calls are counted, and past <see cref="MaxDepth"/> there is a Nix error. One evaluation runs at a time
/// in a process (<see cref="Run"/> holds the lock); what belongs to a thread is of that thread, because an evaluation may have several.
/// </summary>
public static unsafe partial class EvalStack
{
    public const int DefaultMaxDepth = 2_000_000;

    private const int SegmentBytes = 1 << 30;
    private const int Reserve = 1 << 20;

    private static readonly Lock s_running = new();

    [ThreadStatic]
    private static bool s_isEvaluating;

    private static ManualResetEventSlim? s_root;
    private static EvalException? s_abandoned;

    /// <summary>Set by programs that end after one evaluation, and by hosts that take the loss of its stack for a quick answer.</summary>
    public static bool MayAbandon { get; set; }

    /// <summary>Below this address the stack is nearly used up. Zero until evaluation starts.</summary>
    [ThreadStatic]
    internal static nuint Limit;

    [ThreadStatic]
    internal static int Depth;

    // What it was where this thread's stack begins, and how many stacks there are.
    [ThreadStatic]
    private static int s_depthBefore;

    [ThreadStatic]
    private static int s_stacks;

    // Of this thread's stack.
    [ThreadStatic]
    private static int s_segmentBytes;

    internal static int MaxDepth = DefaultMaxDepth;

    // What MaxDepth is while nobody has interrupted the evaluation.
    private static int s_chosenDepth = DefaultMaxDepth;
    private static volatile bool s_isInterrupted;

    // Whether the evaluation has been deeper than Nix goes.
    private static bool s_isDeep;

    private static int NextDepth => s_isDeep ? s_chosenDepth : Math.Min(s_chosenDepth, DepthOfNix);

    private static volatile bool s_areHelpersStopped;

    // Nix gives up at this depth: deeper than that nobody misses lines in its traces.
    internal const int DepthOfNix = 10_000;

    /// <summary>Set for <c>--show-trace</c>: tail calls that Nix would count stay calls, so that errors can name them.</summary>
    internal static bool ShowTrace;

    /// <summary>
    /// For a call that was put off (<c>map f l</c>) and is asked for now: where, as the trace says it. Nix knows that of variables and
    /// selections, takes the place of the function where a whole value is wanted (<see cref="OwnPlace"/>), and knows nothing elsewhere.
    /// </summary>
    [ThreadStatic]
    internal static int CallPlace;

    internal const int OwnPlace = -1;

    /// <summary>Whether a tail call is to be a call, for the sake of the trace.</summary>
    public static bool KeepsFrames => (ShowTrace && Depth < DepthOfNix) || CountsAsNix;

    /// <summary>Not so deep that what could be a jump must be one.</summary>
    public static bool IsShallow => Depth < DepthOfNix || CountsAsNix;

    private const int JumpsBetweenLooks = 1 << 22;

    // What jumps can take of the stack meanwhile is less than the reserve.
    private const int JumpsOnStack = 1 << 10;

    /// <summary>So many jumps without a call in between, and the loop is held to be endless.</summary>
    internal const int MostJumps = 100_000_000;

    private const int MostLooks = MostJumps / JumpsBetweenLooks;

    private static int s_jumps;
    private static int s_rounds;
    private static int s_looks;
    private static bool s_isWaitingForCall;

    /// <summary>
    /// Where tail calls are jumps: a loop that never ends must end in an error all the same, and one that keeps a thunk for each of its turns
    /// before it has taken all memory. Nix ends it at its call depth.
    /// </summary>
    /// <exception cref="EvalException">The heap has grown past a third of the machine's memory, or a hundred million jumps called nothing.</exception>
    public static void CountJump()
    {
        if (++s_jumps >= JumpsOnStack)
        {
            LookAtStack();
        }
    }

    /// <summary>What the .NET compiler has made of a tail call may be a call after all.</summary>
    private static void LookAtStack()
    {
        byte here;
        s_jumps = 0;
        if ((nuint)(&here) < Limit)
        {
            Worker.RequireMain();
            EvalException error = EvalErrors.TooDeep();
            Abandon(error);
            throw error;
        }

        if (++s_rounds >= JumpsBetweenLooks / JumpsOnStack)
        {
            LookAtHeap();
        }
    }

    private static void LookAtHeap()
    {
        const int Share = 3;
        s_rounds = 0;
        LookForInterrupt(0);
        if (GC.GetTotalMemory(forceFullCollection: false) > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Share)
        {
            throw EvalErrors.TooDeep();
        }

        s_looks = s_isWaitingForCall ? s_looks + 1 : 0;
        if (s_looks >= MostLooks)
        {
            s_isWaitingForCall = false;
            throw EvalErrors.TooDeep();
        }

        // The next call will come to CalledWhileLooking.
        s_isWaitingForCall = true;
        MaxDepth = -1;
    }

    private static void CalledWhileLooking()
    {
        s_isWaitingForCall = false;
        MaxDepth = s_isInterrupted || s_areHelpersStopped ? -1 : NextDepth;
    }

    /// <summary>Counts a level of calls. Not undone when an exception passes: whoever catches one sets the depth back.</summary>
    public static void EnterCall() => Enter();

    public static void LeaveCall() => Depth--;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Enter(int place = 0)
    {
        if (Depth++ > MaxDepth)
        {
            EnterSlow(place);
        }
    }

    private static void EnterSlow(int place)
    {
        if (s_isWaitingForCall)
        {
            CalledWhileLooking();
        }

        if (Depth - 1 > MaxDepth && !MayGoDeep())
        {
            TooDeep(place);
        }
    }

    /// <summary>Where calls have come to the depth at which Nix gives up: whether they may go on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static bool MayGoDeep()
    {
        if (s_isDeep || s_isInterrupted || s_areHelpersStopped || s_chosenDepth <= DepthOfNix || Depth - 1 <= DepthOfNix)
        {
            return false;
        }

        s_isDeep = true;
        MaxDepth = s_chosenDepth;
        Host.Nursery.LeaveForDepth();
        return true;
    }

    /// <summary>For walks over values that recurse: counts a level, and fails rather than overflow.</summary>
    /// <param name="place">Where the error is, if there is one.</param>
    internal static void EnterWalk(int place = 0)
    {
        byte here;
        if ((nuint)(&here) < Limit)
        {
            TooDeep(place);
        }

        Enter(place);
    }

    private static void TooDeep(int place = 0)
    {
        // Room for the handlers: they run on top of the deep stack.
        Worker.RequireMain();
        EvalException error = s_isInterrupted ? EvalErrors.Interrupted() : EvalErrors.TooDeep();
        error.LocateAt(place);
        throw error;
    }

    /// <summary>Whether this thread evaluates.</summary>
    internal static bool IsEvaluating => s_isEvaluating;

    /// <summary>Runs an evaluation to its end on a large stack; others wait.</summary>
    public static T Run<T>(Func<T> work, int maxDepth = 0)
    {
        if (s_isEvaluating)
        {
            return work();
        }

        lock (s_running)
        {
            int oldMax = s_chosenDepth;
            s_chosenDepth = maxDepth > 0 ? maxDepth : oldMax;
            s_isDeep = false;
            MaxDepth = NextDepth;
            s_isInterrupted = false;
            s_isWaitingForCall = false;
            Depth = 0;
            try
            {
                T result = default!;
                OnNewThread(() => result = work());
                return result;
            }
            finally
            {
                s_chosenDepth = oldMax;
                MaxDepth = oldMax;
            }
        }
    }

    /// <summary>
    /// Stops the running evaluation, from another thread: its next call, or jump of the interpreter, ends in an error. To be
    /// called again until it has: a count that is under way may miss it.
    /// </summary>
    public static void Interrupt()
    {
        s_isInterrupted = true;
        MaxDepth = -1;
        LookAtNextJump();
    }

    private static void LookAtNextJump()
    {
        s_rounds = JumpsBetweenLooks / JumpsOnStack;
        s_jumps = JumpsOnStack;
    }

    /// <summary>For long loops of the runtime that call nothing.</summary>
    internal static void LookForInterrupt(int turn)
    {
        const int Mask = (1 << 16) - 1;
        if ((turn & Mask) != 0)
        {
            return;
        }

        if (s_areHelpersStopped)
        {
            Worker.RequireMain();
        }

        if (s_isInterrupted)
        {
            throw EvalErrors.Interrupted();
        }
    }

    /// <summary>Starts a thread that evaluates beside the main one.</summary>
    internal static Thread StartHelper(Action work)
    {
        // The depths of helpers begin where there is little left.
        s_isDeep = true;
        MaxDepth = NextDepth;
        return LargeStack.Start(
            bytes =>
            {
                BeginThread(bytes);
                work();
            },
            SegmentBytes,
            isBackground: true);
    }

    /// <summary>Stops what helpers do at their next call; while the main thread evaluates nothing.</summary>
    internal static void StopHelpers(bool areStopped)
    {
        s_areHelpersStopped = areStopped;
        MaxDepth = areStopped ? -1 : NextDepth;
        if (areStopped)
        {
            LookAtNextJump();
        }
    }

    private static void BeginThread(int bytes)
    {
        byte here;
        s_segmentBytes = bytes;
        Limit = (nuint)(&here) - (nuint)bytes + Reserve;
        s_isEvaluating = true;
    }

    /// <summary>
    /// Ends the evaluation with an error that nothing can catch, without unwinding millions of frames: whoever waits for
    /// the result gets the error, the deep threads stay where they are. Only where the process is to end anyway.
    /// </summary>
    internal static void Abandon(EvalException error)
    {
        if (!MayAbandon || Worker.IsHelping || s_root is not { } root)
        {
            return;
        }

        s_abandoned = error;
        root.Set();
        Thread.Sleep(Timeout.Infinite);
    }

    internal static Value RunOnFreshStack(delegate*<object?, object?, Value> code, object? a, object? b)
    {
        Value result = null!;
        nint pointer = (nint)code;
        OnNewThread(() => result = ((delegate*<object?, object?, Value>)pointer)(a, b));
        return result;
    }

    private static void Await(ManualResetEventSlim done, bool isRoot)
    {
        while (!done.Wait(isRoot ? Host.HeapPages.UntilNextLook : Timeout.Infinite))
        {
            Host.HeapPages.Look();
        }
    }

    /// <summary>
    /// Thunks that need one another count as no calls, and may fill a stack without an end. A stack that few calls have filled is the last one,
    /// unless the user asked for more calls than usual. So is a small one: where address space is short, more stacks would leave none for the heap.
    /// </summary>
    private static void LookAtStacks()
    {
        const int BytesOfCall = 1 << 12;
        bool isLast = s_segmentBytes < SegmentBytes || Depth - s_depthBefore < SegmentBytes / BytesOfCall;
        if (isLast && s_stacks >= Math.Max(1, s_chosenDepth / DefaultMaxDepth))
        {
            TooDeep();
        }
    }

    /// <summary>Does what recurses with the nesting of a text: on another stack where this one is half used up.</summary>
    public static T WithRoom<T>(Func<T> work)
    {
        byte here;
        if (!s_isEvaluating || (nuint)(&here) - Limit > (nuint)s_segmentBytes / 2)
        {
            return work();
        }

        T result = default!;
        OnNewThread(() => result = work(), isWatched: false);
        return result;
    }

    /// <param name="isWatched">Whether the stack was used up, which must not go on for ever.</param>
    private static void OnNewThread(Action work, bool isWatched = true)
    {
        if (isWatched)
        {
            LookAtStacks();
        }

        ExceptionDispatchInfo? error = null;
        using var done = new ManualResetEventSlim(initialState: false, spinCount: 0);
        bool isRoot = !s_isEvaluating;
        if (isRoot)
        {
            s_root = done;
        }

        Worker? worker = Worker.Current;
        int depth = Depth, stacks = s_stacks;
        LargeStack.Start(
            bytes =>
            {
                BeginThread(bytes);
                Worker.Current = worker;
                Depth = s_depthBefore = depth;
                s_stacks = stacks + 1;
                try
                {
                    work();
                }
                catch (Exception e)
                {
                    error = ExceptionDispatchInfo.Capture(e);
                }

                depth = Depth;
                done.Set();
            },
            SegmentBytes,
            isBackground: true);
        Await(done, isRoot);
        Depth = depth;
        if (isRoot)
        {
            s_root = null;
            EvalException? abandoned = s_abandoned;
            s_abandoned = null;
            if (abandoned != null)
            {
                error = ExceptionDispatchInfo.Capture(abandoned);
            }
        }

        error?.Throw();
    }
}
