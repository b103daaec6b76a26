using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Tvix.Aot.Runtime.Parallel;

/// <summary>
/// One of the threads that work on an evaluation (<c>--jobs</c>): the main one, which evaluates in Nix's order and alone prints,
/// traces and fails, or a helper, which evaluates ahead of it what it will need. A thunk that runs holds its worker; whoever else
/// needs it waits.
/// </summary>
internal sealed class Worker(bool isHelper)
{
    // How often to look at once, and then after others had the processor; after that, how long to sleep, in microseconds.
    private const int Spins = 50, Yields = 150;
    private const uint Sleep = 50;

    /// <summary>How deep calls may nest on a helper: its failure costs time, that of the main thread is the answer.</summary>
    private const int DepthOfHelper = 50_000;

    [ThreadStatic]
    private static Worker? s_current;

    private Thunk? _waitingFor;

    /// <summary>Whether several threads evaluate: thunks are then claimed before they run.</summary>
    public static bool AreMany { get; private set; }

    /// <summary>The worker of this thread; null where evaluation is on one thread.</summary>
    public static Worker? Current
    {
        get => s_current;
        set => s_current = value;
    }

    public bool IsHelper { get; } = isHelper;

    /// <summary>Whether this thread is a helper.</summary>
    public static bool IsHelping => AreMany && s_current is { IsHelper: true };

    /// <summary>The depth of calls that a helper begins with.</summary>
    public static int FirstDepthOfHelper => Math.Max(0, EvalStack.MaxDepth - DepthOfHelper);

    /// <summary>Changes between one thread and several; while nothing is evaluated.</summary>
    public static void Set(bool areMany)
    {
        AreMany = areMany;
        s_current = areMany ? new Worker(isHelper: false) : null;
    }

    /// <summary>For what only the main thread may do.</summary>
    /// <exception cref="NotHereException">This thread is a helper.</exception>
    public static void RequireMain()
    {
        if (IsHelping)
        {
            throw new NotHereException();
        }
    }

    /// <summary>Waits until somebody else's thunk runs no more: it is done, or has failed and can be tried.</summary>
    /// <exception cref="NotHereException">This is a helper, and whoever runs the thunk waits for it.</exception>
    public void WaitFor(Thunk thunk)
    {
        Volatile.Write(ref _waitingFor, thunk);
        bool isPaused = false;
        try
        {
            for (int turn = 0; thunk.Owner is { } owner && owner != this; turn++)
            {
                if (turn == Spins)
                {
                    Helpers.Pause();
                    isPaused = true;
                }

                if (IsHelper && WaitsForMe(owner))
                {
                    throw new NotHereException();
                }

                EvalStack.LookForInterrupt(0);
                Pause(turn);
            }
        }
        finally
        {
            Volatile.Write(ref _waitingFor, null);
            if (isPaused)
            {
                Helpers.Resume();
            }
        }
    }

    private static void Pause(int turn)
    {
        if (turn < Spins)
        {
            Thread.SpinWait(Spins);
        }
        else if (turn < Yields)
        {
            Thread.Yield();
        }
        else
        {
            _ = usleep(Sleep);
        }
    }

#pragma warning disable CA5392 // libc is the system's
    [DllImport("libc")]
    private static extern int usleep(uint microseconds);
#pragma warning restore CA5392

    // What I run cannot end while I wait, so a chain that comes back to me stays one.
    private bool WaitsForMe(Worker? other)
    {
        const int LongestChain = 1024;
        for (int i = 0; other != null && i < LongestChain; i++)
        {
            if (other == this)
            {
                return true;
            }

            other = Volatile.Read(ref other._waitingFor)?.Owner;
        }

        return false;
    }
}
