using System;
using System.Collections.Generic;
using System.Threading;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// One evaluation: its host, what it keeps, and the number by which compiled modules notice that another one has its turn. Several may
/// take turns, as values of .NET programs do: each goes on under its own host.
/// </summary>
public sealed unsafe class Session
{
    private static int s_last;
    private static int s_number;

    private readonly EvalHost _host;
    private readonly int _maxDepth;
    private readonly int _number = ++s_last;

    // The initialisers of the compiled files that it has come to.
    private readonly List<nint> _modules = [];

    /// <param name="maxDepth">How deep calls may nest; zero for as deep as usual.</param>
    public Session(EvalHost host, int maxDepth = 0)
    {
        _host = host;
        _maxDepth = maxDepth;
    }

    /// <summary>Ends what is under way in this evaluation with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Whose turn it is.</summary>
    internal static Session Current { get; private set; } = new(EvalHost.Current);

    /// <summary>Compiled modules make their constants and file-level thunks anew when this changes.</summary>
    public static int Number => s_number;

    /// <summary>Every evaluation interns names anew, as a process of its own would: for hosts that keep no value of an earlier one.</summary>
    public static bool ForgetsNames { get; set; }

    /// <summary>The values of files.</summary>
    internal Dictionary<string, Value> Imported { get; } = new(StringComparer.Ordinal);

    /// <summary>The store paths of what was copied.</summary>
    internal Dictionary<string, string> Copied { get; } = new(StringComparer.Ordinal);

    /// <summary>The derivations that were made, by their paths.</summary>
    internal Dictionary<string, KnownDerivation> Derivations { get; } = new(new StorePathComparer());

    /// <summary>The set <c>builtins</c>, once something asks for it.</summary>
    internal NixAttrs? Builtins { get; set; }

    /// <summary>Runs an evaluation from the start with this host: nothing is left of earlier ones.</summary>
    public static T Run<T>(EvalHost host, Func<T> work, int maxDepth = 0) => new Session(host, maxDepth).Start(work);

    /// <summary>Begins it.</summary>
    public T Start<T>(Func<T> work) => EvalStack.Run(
        () =>
        {
            TakeTurn();
            if (ForgetsNames)
            {
                Symbols.Forget();
                Shape.ForgetShared();
            }

            Ints.Reset();
            return Cancellable(work);
        },
        _maxDepth);

    /// <summary>Goes on with it, from any thread; others wait.</summary>
    public T Continue<T>(Func<T> work)
    {
        bool isWithin = EvalStack.IsEvaluating;
        return EvalStack.Run(() => Go(work, isWithin), _maxDepth);
    }

    /// <summary>A compiled file's fields belong to this evaluation now.</summary>
    /// <param name="enter">Makes them anew if those of another evaluation are in their place.</param>
    internal void Add(delegate*<void> enter)
    {
        lock (_modules)
        {
            _modules.Add((nint)enter);
        }
    }

    /// <param name="isWithin">Another evaluation is under way, and was given something of this one.</param>
    private T Go<T>(Func<T> work, bool isWithin)
    {
        Session other = Current;
        bool isOther = !ReferenceEquals(other, this);
        if (isOther)
        {
            Resume();
        }

        try
        {
            return Cancellable(work);
        }
        finally
        {
            if (isOther && isWithin)
            {
                other.Resume();
            }
        }
    }

    private T Cancellable<T>(Func<T> work)
    {
        const int Milliseconds = 10;
        if (!Cancellation.CanBeCanceled)
        {
            return work();
        }

        Cancellation.ThrowIfCancellationRequested();
        // A count that is under way may miss the first call.
        using var interrupting = new Timer(_ => EvalStack.Interrupt());
        using CancellationTokenRegistration registration = Cancellation.Register(() => interrupting.Change(0, Milliseconds));
        try
        {
            return work();
        }
        catch (EvalException) when (Cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(Cancellation);
        }
    }

    private void TakeTurn()
    {
        Current = this;
        EvalHost.Current = _host;
        Op.ShowsUnevaluated = _host.ShowsUnevaluated;
        s_number = _number;
    }

    private void Resume()
    {
        TakeTurn();
        nint[] modules = _modules.ToArray();
        foreach (nint enter in modules)
        {
            ((delegate*<void>)enter)();
        }

        // Those that began anew have added themselves again.
        _modules.Clear();
        _modules.AddRange(modules);
    }
}
