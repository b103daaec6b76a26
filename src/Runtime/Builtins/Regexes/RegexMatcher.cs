using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins.Regexes;

/// <summary>
/// Depth-first search of the automaton, step for step as libstdc++'s _Executor in its POSIX mode: both sides of every
/// alternative are tried, the longest match wins, of equally long ones the first found. Works on a stack of its own.
/// Where the search takes more steps than a linear one would, it starts over and remembers which states were tried
/// at which places: a second visit cannot find anything longer, so results are equal and time is linear.
/// </summary>
internal sealed class RegexMatcher
{
    private enum Undo : byte { Group, AlternativeNext, AlternativeEnd, RepeatNext, RepeatCount, Remember, GiveBack }

    private struct Entry
    {
        public Undo Kind;
        public bool HadSolution;
        public int State;
        public int Position;
        public int First;
        public int Second;
    }

    // A pattern that is used once is not worth the look at what can follow what.
    private const int RunsWithoutChoices = 4;

    private readonly RegexProgram _program;
    private readonly State[] _states;
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly int[] _bestStarts;
    private readonly int[] _bestEnds;
    private readonly RegexMatch _result;
    private readonly int[] _repeatAt;
    private readonly int[] _repeatCount;
    private Entry[] _stack = new Entry[64];
    private int _depth;
    private string _text = "";
    private int _begin;
    private int _solutionEnd;
    private bool _hasSolution;
    private bool _exact;
    private bool _notNull;
    private bool _atLineStart;
    private long _budget;
    private Dictionary<(long, ulong), bool>? _memory;
    private int _runs;
    private RegexChoices? _ofWhole;
    private RegexChoices? _ofSearch;

    // Of this search; null where every way is tried.
    private RegexChoices? _choices;

    public RegexMatcher(RegexProgram program)
    {
        _program = program;
        _states = program.States;
        int groups = program.Groups + 1;
        (_starts, _ends) = (new int[groups], new int[groups]);
        (_bestStarts, _bestEnds) = (new int[groups], new int[groups]);
        _result = new RegexMatch(_bestStarts, _bestEnds);
        (_repeatAt, _repeatCount) = (new int[program.Repeats], new int[program.Repeats]);
    }

    /// <summary>A match of the whole text. It holds until the next search.</summary>
    public RegexMatch? MatchWhole(string text)
    {
        (_text, _exact, _notNull, _memory) = (text, true, false, null);
        _choices = ChoicesOf(ref _ofWhole);
        return RunAt(0, true) ? _result : null;
    }

    /// <summary>The first match at or behind a place (regex_search). It holds until the next search.</summary>
    public RegexMatch? Search(string text, int from, bool lineStart, bool notNull, bool continuous)
    {
        (_text, _exact, _notNull, _memory) = (text, false, notNull, null);
        _choices = ChoicesOf(ref _ofSearch);
        for (int begin = from; ; begin++)
        {
            if (!continuous && _program.FirstBytes is { } first)
            {
                // Nowhere in between can a match begin.
                int skipped = text.AsSpan(begin).IndexOfAny(first);
                if (skipped < 0 && !_program.MayBeAtEnd)
                {
                    return null;
                }

                begin = skipped < 0 ? text.Length : begin + skipped;
            }

            if (RunAt(begin, lineStart && begin == from))
            {
                return _result;
            }

            if (continuous || begin >= text.Length)
            {
                return null;
            }
        }
    }

    private RegexChoices? ChoicesOf(ref RegexChoices? known) =>
        known ?? (_runs++ == RunsWithoutChoices * (_exact ? 1 : 2) ? known = RegexChoices.Of(_program, _exact) : null);

    private bool RunAt(int begin, bool lineStart)
    {
        _begin = begin;
        _atLineStart = lineStart;
        _budget = _memory != null ? long.MaxValue : 1000 + (16L * (_text.Length - begin + 1));
        if (!Run(begin))
        {
            (_memory, _choices) = ([], null);
            _budget = long.MaxValue;
            Run(begin);
        }

        return _hasSolution;
    }

    /// <summary>False when the budget of steps is used up.</summary>
    private bool Run(int begin)
    {
        _solutionEnd = -1;
        _hasSolution = false;
        _depth = 0;
        Array.Fill(_starts, -1);
        Array.Fill(_ends, -1);
        Array.Clear(_repeatCount);
        int state = _program.Start, at = begin;
        while (true)
        {
            if (--_budget < 0)
            {
                return false;
            }

            if (!Step(ref state, ref at) && !Resume(ref state, ref at))
            {
                return true;
            }
        }
    }

    /// <summary>One state; false at a dead end or a solution.</summary>
    private bool Step(ref int state, ref int at)
    {
        ref State s = ref _states[state];
        switch (s.Kind)
        {
            case StateKind.Char:
                if (at >= _text.Length || _text[at] != s.Data)
                {
                    return false;
                }

                at++;
                break;
            case StateKind.Literal:
                string literal = _program.Literals[s.Data];
                if (!_text.AsSpan(at).StartsWith(literal))
                {
                    return false;
                }

                at += literal.Length;
                break;
            case StateKind.Set:
                if (at >= _text.Length || !_program.Sets[s.Data][_text[at]])
                {
                    return false;
                }

                at++;
                break;
            case StateKind.GroupBegin:
                PushUndo(new Entry { Kind = Undo.Group, State = s.Data, First = _starts[s.Data], Second = _ends[s.Data] });
                _starts[s.Data] = at;
                break;
            case StateKind.GroupEnd:
                PushUndo(new Entry { Kind = Undo.Group, State = s.Data, First = _starts[s.Data], Second = _ends[s.Data] });
                _ends[s.Data] = at;
                break;
            case StateKind.Alternative:
                return Branch(ref state, at, s.Alt);
            case StateKind.Repeat:
                return Repeat(ref state, ref at);
            case StateKind.LineBegin when at != _begin || !_atLineStart:
            case StateKind.LineEnd when at != _text.Length:
                return false;
            case StateKind.Accept:
                Accept(at);
                return false;
        }

        state = s.Next;
        return true;
    }

    private int WaysFrom(int state, int at) =>
        _choices == null ? RegexChoices.Next | RegexChoices.Alt : _choices.WaysFrom(state, at < _text.Length ? _text[at] : RegexChoices.End);

    private bool Branch(ref int state, int at, int alternative)
    {
        int ways = WaysFrom(state, at);
        if (ways != (RegexChoices.Next | RegexChoices.Alt))
        {
            state = ways == RegexChoices.Alt ? alternative : _states[state].Next;
            return ways != 0;
        }

        if (Recall(state, at))
        {
            return false;
        }

        Push(new Entry { Kind = Undo.AlternativeNext, State = state, Position = at });
        state = alternative;
        return true;
    }

    private bool Repeat(ref int state, ref int at)
    {
        if (_memory == null && RepeatOneByte(ref state, ref at))
        {
            return true;
        }

        int ways = WaysFrom(state, at);
        if ((ways & RegexChoices.Alt) == 0)
        {
            state = _states[state].Next;
            return ways != 0;
        }

        if (Recall(state, at))
        {
            return false;
        }

        int number = _states[state].Data;
        bool fresh = _repeatCount[number] == 0 || _repeatAt[number] != at;
        if (ways != RegexChoices.Alt)
        {
            Push(new Entry { Kind = Undo.RepeatNext, State = state, Position = at });
        }

        if (!fresh && _repeatCount[number] >= 2)
        {
            return false;
        }

        PushUndo(new Entry { Kind = Undo.RepeatCount, State = number, First = _repeatAt[number], Second = _repeatCount[number] });
        (_repeatAt[number], _repeatCount[number]) = (at, fresh ? 1 : _repeatCount[number] + 1);
        state = _states[state].Alt;
        return true;
    }

    /// <summary>
    /// A repeat around a single byte: takes all it can in one go, and gives back one byte at a time where the rest does
    /// not match. The same order as going round the automaton.
    /// </summary>
    private bool RepeatOneByte(ref int state, ref int at)
    {
        ref State repeat = ref _states[state];
        ref State inner = ref _states[repeat.Alt];
        if (inner.Kind is not (StateKind.Char or StateKind.Set) || inner.Next != state)
        {
            return false;
        }

        int end = at;
        if (inner.Kind == StateKind.Char)
        {
            while (end < _text.Length && _text[end] == inner.Data)
            {
                end++;
            }
        }
        else
        {
            ByteSet set = _program.Sets[inner.Data];
            while (end < _text.Length && set[_text[end]])
            {
                end++;
            }
        }

        _budget -= (end - at) / 8;
        if (end > at && _choices?.GivesBack(state) != false)
        {
            Push(new Entry { Kind = Undo.GiveBack, State = repeat.Next, First = at, Position = end });
        }

        (state, at) = (repeat.Next, end);
        return true;
    }

    private void Accept(int at)
    {
        _hasSolution = (!_exact || at == _text.Length) && !(_notNull && at == _begin);
        if (_hasSolution && at > _solutionEnd)
        {
            _solutionEnd = at;
            _starts.CopyTo(_bestStarts, 0);
            _ends.CopyTo(_bestEnds, 0);
        }
    }

    /// <summary>Back to the last branch that has something left; false when there is none.</summary>
    private bool Resume(ref int state, ref int at)
    {
        while (_depth > 0)
        {
            ref Entry entry = ref _stack[--_depth];
            switch (entry.Kind)
            {
                case Undo.Group:
                    _starts[entry.State] = entry.First;
                    _ends[entry.State] = entry.Second;
                    break;
                case Undo.AlternativeNext:
                    state = _states[entry.State].Next;
                    at = entry.Position;
                    entry.Kind = Undo.AlternativeEnd;
                    entry.HadSolution = _hasSolution;
                    _hasSolution = false;
                    _depth++;
                    return true;
                case Undo.AlternativeEnd:
                    _hasSolution |= entry.HadSolution;
                    break;
                case Undo.RepeatCount:
                    (_repeatAt[entry.State], _repeatCount[entry.State]) = (entry.First, entry.Second);
                    break;
                case Undo.RepeatNext when !_hasSolution:
                    state = _states[entry.State].Next;
                    at = entry.Position;
                    return true;
                case Undo.GiveBack when !_hasSolution && entry.Position > entry.First:
                    state = entry.State;
                    at = --entry.Position;
                    _depth += entry.Position > entry.First ? 1 : 0;
                    return true;
                case Undo.Remember:
                    _memory![(Key(entry.State, entry.Position), RepeatsAt(entry.Position))] = _hasSolution;
                    break;
            }
        }

        return false;
    }

    private long Key(int state, int at) => ((long)at * _states.Length) + state;

    /// <summary>How often each repeat has gone round at this very place: part of what decides how it goes on.</summary>
    private ulong RepeatsAt(int at)
    {
        ulong key = 0;
        for (int i = 0; i < _repeatAt.Length; i++)
        {
            key = (key * 3) + (_repeatCount[i] > 0 && _repeatAt[i] == at ? (ulong)_repeatCount[i] : 0);
        }

        return key;
    }

    /// <summary>True when this state was tried at this place before: the result is known, and taken.</summary>
    private bool Recall(int state, int at)
    {
        if (_memory == null || _repeatAt.Length > 40)
        {
            return false;
        }

        if (_memory.TryGetValue((Key(state, at), RepeatsAt(at)), out bool solved))
        {
            _hasSolution = solved;
            return true;
        }

        Push(new Entry { Kind = Undo.Remember, State = state, Position = at });
        return false;
    }

    // Where there is no branch to go back to, nothing need be undone.
    private void PushUndo(in Entry entry)
    {
        if (_depth > 0)
        {
            Push(entry);
        }
    }

    private void Push(in Entry entry)
    {
        if (_depth == _stack.Length)
        {
            Array.Resize(ref _stack, _depth * 2);
        }

        _stack[_depth++] = entry;
    }
}
