using System;
using System.Threading;

namespace Tvix.Aot.Runtime.Parallel;

/// <summary>
/// Work that somebody does in order and others may do ahead: the elements of a list or set that is evaluated to its end, each of
/// which will be needed (the sparks of parallel Haskell). Helpers take them from the far end.
/// </summary>
internal sealed class Sparks : IDisposable
{
    private const int Fewest = 2;

    private readonly Func<Action<int>> _makeJob;
    private readonly Action<int>?[] _jobs;
    private int _next;
    private int _end;

    private Sparks(int count, Func<Action<int>> makeJob)
    {
        _makeJob = makeJob;
        _end = count;
        _jobs = new Action<int>?[Helpers.Count];
    }

    /// <summary>Whether nothing is left to take.</summary>
    public bool IsUsedUp => _end <= Volatile.Read(ref _next);

    /// <summary>Offers work to helpers.</summary>
    /// <param name="makeJob">Called for each helper that takes part: gives what evaluates the element at an index.</param>
    /// <returns>To be told of progress, and disposed of at the end; null where there are no helpers.</returns>
    public static Sparks? Offer(int count, Func<Action<int>> makeJob)
    {
        if (!Worker.AreMany || count < Fewest)
        {
            return null;
        }

        var sparks = new Sparks(count, makeJob);
        Helpers.Add(sparks);
        return sparks;
    }

    /// <summary>Whether enough elements wait for evaluation that offering them pays.</summary>
    public static bool AreWorthwhile(ReadOnlySpan<Slot> slots)
    {
        int waiting = 0;
        foreach (Slot slot in slots)
        {
            if (slot.V is Thunk { IsDone: false } or NixAttrs or NixList && ++waiting >= Fewest)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Elements before this one are done, and this one is begun.</summary>
    public void Begin(int index) => Volatile.Write(ref _next, index + 1);

    public void Dispose()
    {
        Begin(int.MaxValue - 1);
        Helpers.Remove(this);
    }

    /// <summary>Takes the last element, under the lock of the helpers; null where none is left.</summary>
    public Action<int>? TryTake(int helper, out int index)
    {
        index = _end - 1;
        if (IsUsedUp)
        {
            return null;
        }

        _end = index;
        return _jobs[helper] ??= _makeJob();
    }
}
