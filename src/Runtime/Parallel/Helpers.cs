using System;
using System.Collections.Generic;
using System.Threading;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Parallel;

/// <summary>
/// The threads that help the main one. What they find out stays in the thunks they evaluate; when they fail, nobody hears of it, and
/// the main thread meets the same error where Nix would.
/// </summary>
internal static class Helpers
{
    /// <summary>More nested offers are not made: whoever is that deep has offered enough.</summary>
    private const int MostOffers = 256;

    // Who waits for another one's thunk cannot do something else meanwhile: that might need what lies on the stack below. So there are more
    // helpers than may run, and one of them takes its turn.
    private const int Spare = 4;

    private static readonly object s_lock = new();
    private static readonly List<Sparks> s_offers = [];
    private static readonly List<Thread> s_threads = [];
    private static bool s_areStopping;

    // Of the main thread and the helpers; what begins waits while so many run, what goes on does not.
    private static int s_running, s_mostRunning;

    /// <summary>How many there are.</summary>
    public static int Count { get; private set; }

    /// <summary>Starts helpers, from the main thread of an evaluation.</summary>
    /// <param name="count">How many may run beside it.</param>
    public static void Start(int count)
    {
        // Made once for all threads.
        _ = Builtins.BuiltinTable.Set;
        Worker.Set(areMany: true);
        if (s_threads.Count > 0)
        {
            // One of an earlier evaluation did not end: this one does without.
            return;
        }

        // Each has a large stack.
        Count = count + (AddressSpace.IsShort ? 0 : Spare);
        s_areStopping = false;
        (s_running, s_mostRunning) = (1, count + 1);
        for (int i = 0; i < Count; i++)
        {
            int helper = i;
            s_threads.Add(EvalStack.StartHelper(() => Work(helper)));
        }
    }

    /// <summary>
    /// Ends them; what they were evaluating can be tried again. Where one does not listen (a loop of compiled code that calls nothing),
    /// there stay several workers.
    /// </summary>
    public static void Stop()
    {
        const int Patience = 2000;
        lock (s_lock)
        {
            s_areStopping = true;
            s_offers.Clear();
            Monitor.PulseAll(s_lock);
        }

        EvalStack.StopHelpers(true);
        if (s_threads.TrueForAll(t => t.Join(Patience)))
        {
            s_threads.Clear();
            EvalStack.StopHelpers(false);
            Worker.Set(areMany: false);
        }
    }

    public static void Add(Sparks sparks)
    {
        lock (s_lock)
        {
            if (s_offers.Count < MostOffers)
            {
                s_offers.Add(sparks);
                Monitor.Pulse(s_lock);
            }
        }
    }

    /// <summary>Somebody has work no more, or waits.</summary>
    public static void Pause()
    {
        lock (s_lock)
        {
            s_running--;
            Monitor.Pulse(s_lock);
        }
    }

    /// <summary>Somebody goes on who has waited.</summary>
    public static void Resume()
    {
        lock (s_lock)
        {
            s_running++;
        }
    }

    public static void Remove(Sparks sparks)
    {
        lock (s_lock)
        {
            // Mostly the last one.
            int index = s_offers.LastIndexOf(sparks);
            if (index >= 0)
            {
                s_offers.RemoveAt(index);
            }
        }
    }

    private static void Work(int helper)
    {
        Worker.Current = new Worker(isHelper: true);
        while (Take(helper, out int index) is { } job)
        {
            EvalStack.Depth = Worker.FirstDepthOfHelper;
            try
            {
                job(index);
            }
            catch (Exception e) when (e is NotHereException or EvalException or InsufficientExecutionStackException || MemoryErrors.Is(e))
            {
                // The main thread will come to it.
            }
            finally
            {
                Pause();
            }
        }
    }

    /// <summary>The next work, the oldest offer first: it is the largest. Null when helpers are to end.</summary>
    private static Action<int>? Take(int helper, out int index)
    {
        lock (s_lock)
        {
            while (!s_areStopping)
            {
                for (int i = 0; i < s_offers.Count && s_running < s_mostRunning; i++)
                {
                    if (s_offers[i].TryTake(helper, out index) is { } job)
                    {
                        s_running++;
                        return job;
                    }
                }

                s_offers.RemoveAll(static o => o.IsUsedUp);
                Monitor.Wait(s_lock);
            }
        }

        index = 0;
        return null;
    }
}
