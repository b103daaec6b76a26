using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Runtime.Builtins.Regexes;

/// <summary>
/// For each state that has two ways on: which of them the next byte allows. A way that fails at its first byte changes nothing, so
/// leaving it out gives the same match; where the byte decides, nothing need be remembered to come back to.
/// </summary>
internal sealed class RegexChoices
{
    /// <summary>The way on of <see cref="State.Next"/>, and that of <see cref="State.Alt"/>.</summary>
    public const byte Next = 1;
    public const byte Alt = 2;

    /// <summary>In the place of a byte: there is none.</summary>
    public const int End = 256;

    // Each branch looks at all that can follow it.
    private const int MostStates = 400;

    private readonly RegexProgram _program;
    private readonly bool _exact;
    private readonly byte[]?[] _ways;
    private readonly bool[] _givesBack;

    private RegexChoices(RegexProgram program, bool exact)
    {
        _program = program;
        _exact = exact;
        _ways = new byte[program.States.Length][];
        _givesBack = new bool[program.States.Length];
        for (int i = 0; i < _ways.Length; i++)
        {
            State state = program.States[i];
            if (state.Kind is StateKind.Alternative or StateKind.Repeat)
            {
                byte[] ways = _ways[i] = new byte[End + 1];
                AddFirst(state.Next, Next, ways);
                AddFirst(state.Alt, Alt, ways);
                _givesBack[i] = !IsSureToAccept(state.Next) && Array.IndexOf(ways, (byte)(Next | Alt)) >= 0;
            }
        }
    }

    /// <returns>Null where the automaton is too large.</returns>
    /// <param name="exact">Whether only a match of the whole text counts.</param>
    public static RegexChoices? Of(RegexProgram program, bool exact) => program.States.Length <= MostStates ? new RegexChoices(program, exact) : null;

    /// <summary>The ways on from a branching state.</summary>
    /// <param name="next">The next byte, or <see cref="End"/>.</param>
    public int WaysFrom(int state, int next) => _ways[state]![next];

    /// <summary>Whether a repeat around a single byte may have taken too many: what follows can begin with such a byte.</summary>
    public bool GivesBack(int repeat) => _givesBack[repeat];

    /// <summary>Marks the bytes that a match can go on with from a state.</summary>
    private void AddFirst(int start, byte mark, byte[] ways)
    {
        var seen = new HashSet<int>();
        var waiting = new Stack<int>([start]);
        while (waiting.TryPop(out int index))
        {
            if (index < 0 || !seen.Add(index))
            {
                continue;
            }

            State state = _program.States[index];
            switch (state.Kind)
            {
                case StateKind.Char: ways[state.Data] |= mark; break;
                case StateKind.Literal: ways[_program.Literals[state.Data][0]] |= mark; break;
                case StateKind.Set: Mark(b => _program.Sets[state.Data][b], ways, mark); break;
                case StateKind.Accept: Mark(_ => !_exact, ways, mark); break;
                case StateKind.LineEnd: break;
                default:
                    waiting.Push(state.Next);
                    waiting.Push(state.Alt);
                    continue;
            }

            // No byte is needed where the end may come.
            ways[End] |= state.Kind is StateKind.Accept or StateKind.LineEnd ? mark : (byte)0;
        }
    }

    private static void Mark(Func<int, bool> isMarked, byte[] ways, byte mark)
    {
        foreach (int b in Enumerable.Range(0, End).Where(isMarked))
        {
            ways[b] |= mark;
        }
    }

    /// <summary>Whether nothing stands between a state and a match that may end anywhere.</summary>
    private bool IsSureToAccept(int state)
    {
        while (state >= 0 && _program.States[state].Kind is StateKind.GroupEnd or StateKind.Dummy)
        {
            state = _program.States[state].Next;
        }

        return !_exact && state >= 0 && _program.States[state].Kind == StateKind.Accept;
    }
}
