using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime;

/// <summary>The classes of evaluation errors. tryEval catches <see cref="Thrown"/> and <see cref="Assertion"/>.</summary>
public enum ErrorKind { Evaluation, Syntax, Type, Thrown, Assertion, Abort, UndefinedVariable, MissingAttribute, InfiniteRecursion, StackOverflow, Unsupported, Interrupted }

/// <summary>How much a line of a trace matters: to all, to <c>--show-trace</c> only, even where the rest is cut off.</summary>
public enum FrameWeight { Normal, Detail, Always }

/// <summary>One line of a trace: what was being done, and where.</summary>
public readonly record struct ErrorFrame(string Text, int Position, FrameWeight Weight = FrameWeight.Normal);

/// <summary>An error of the Nix program. Gathers frames as it passes, innermost first.</summary>
public sealed class EvalException : Exception
{
    // As many as nobody reads. Where there is no end to calls, the first ones will do: the trace is looked for again (Tracer).
    private const int MostFrames = 1 << 20, MostFramesOfOverflow = 400;

    private readonly List<ErrorFrame> _frames;

    /// <param name="message">Nix's words, bytes as chars.</param>
    public EvalException(ErrorKind kind, string message, int position = 0, string? suggestion = null)
        : base(message)
    {
        ErrorKind = kind;
        Position = position;
        Suggestion = suggestion;
        _frames = [];
    }

    /// <summary>The same error, thrown again by a thunk that failed before.</summary>
    internal EvalException(EvalException first)
        : base(first.Message)
    {
        ErrorKind = first.ErrorKind;
        Position = first.Position;
        Suggestion = first.Suggestion;
        Subject = first.Subject;
        EndsInLine = first.EndsInLine;
        _frames = [.. first._frames];
        SkippedFrames = first.SkippedFrames;
        Original = first.Original ?? first;
    }

    /// <summary>The error that this one is thrown in the place of.</summary>
    internal EvalException? Original { get; }

    public ErrorKind ErrorKind { get; }

    public int Position { get; private set; }

    /// <summary>The value that was of the wrong type, if that is what happened.</summary>
    internal Value? Subject { get; init; }

    /// <summary>The message ends in an empty line, and Nix shows it: it has put the text into a message of its own, in colour.</summary>
    internal bool EndsInLine { get; init; }

    /// <summary>A function was called with arguments that it does not take: whoever called it is to say where.</summary>
    internal bool IsOfArguments { get; set; }

    /// <summary>The function was called without an argument, or with another one than it takes; until whoever called it has said so.</summary>
    internal bool AreNamesWrong { get; set; }

    /// <summary>A text is no URL of the kind that it looks like: it may be something else (BadURL).</summary>
    internal bool IsBadUrl { get; init; }

    /// <summary>A value has no text: whoever wanted one is to say what for.</summary>
    internal bool IsCoercion { get; set; }

    /// <summary>Whether the error is that a value has no text; answers true once, for the one that says what the text was for.</summary>
    public bool TakeCoercion()
    {
        bool was = IsCoercion;
        IsCoercion = false;
        return was;
    }

    /// <summary>Whether the error is that this value, or what a thunk became, is of the wrong type.</summary>
    public bool IsAbout(Value? value) => value is not null && Subject is not null
        && ReferenceEquals(value is Thunk { IsDone: true } thunk ? thunk.Result : value, Subject);

    public string? Suggestion { get; }

    public IReadOnlyList<ErrorFrame> Frames => _frames;

    public int SkippedFrames { get; private set; }

    public bool IsCatchable => ErrorKind is ErrorKind.Thrown or ErrorKind.Assertion;

    /// <summary>Running out of stack, or of the user's patience, says nothing about a value: the next time it may succeed.</summary>
    internal bool IsRecoverable => ErrorKind is ErrorKind.StackOverflow or ErrorKind.Interrupted;

    /// <summary>Adds a line of the trace; answers false, so that it fits an exception filter.</summary>
    public bool AddFrame(string text, int position, FrameWeight weight = FrameWeight.Normal)
    {
        int most = ErrorKind == ErrorKind.StackOverflow && !EvalStack.CountsAsNix ? MostFramesOfOverflow : MostFrames;
        if (_frames.Count < most)
        {
            _frames.Add(new ErrorFrame(text, position, weight));
        }
        else if (SkippedFrames++ == 0 && ErrorKind == ErrorKind.StackOverflow)
        {
            SkippedFrames = EvalStack.Depth - most;
            EvalStack.Abandon(this);
        }

        return false;
    }

    /// <summary>Gives the place to an error that was thrown by something that knew none.</summary>
    internal void LocateAt(int position)
    {
        if (Position == 0)
        {
            Position = position;
        }
    }
}
