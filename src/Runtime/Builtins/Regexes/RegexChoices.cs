using System;

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
        (bool[] bytes, bool accepts, bool endsLine) = _program.FirstOf(start);
        for (int b = 0; b < End; b++)
        {
            ways[b] |= bytes[b] || (accepts && !_exact) ? mark : (byte)0;
        }

        // No byte is needed where the end may come.
        ways[End] |= accepts || endsLine ? mark : (byte)0;
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
