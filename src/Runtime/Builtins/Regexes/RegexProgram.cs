using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins.Regexes;

internal enum StateKind : byte { Dummy, Alternative, Repeat, GroupBegin, GroupEnd, LineBegin, LineEnd, Char, Set, Accept }

/// <summary>A state of the automaton, as libstdc++ builds it: <c>Next</c>, and <c>Alt</c> for branches ("match more" for repeats).</summary>
internal struct State
{
    public StateKind Kind;
    public int Next;
    public int Alt;

    /// <summary>The group of GroupBegin/End, the byte of Char, the number of a repeat, the index of a set.</summary>
    public int Data;
}

/// <summary>A set of bytes.</summary>
internal sealed class ByteSet
{
    private readonly bool[] _members = new bool[256];

    public bool this[int b]
    {
        get => _members[b];
        set => _members[b] = value;
    }
}

internal sealed class RegexProgram
{
    public List<State> Building { get; } = [];

    public List<ByteSet> Sets { get; } = [];

    public State[] States { get; private set; } = [];

    public int Start { get; private set; }

    public int Groups { get; set; }

    public int Repeats { get; private set; }

    public int Add(StateKind kind, int data = 0, int alt = -1, int next = -1)
    {
        // libstdc++ gives up here as well (_GLIBCXX_REGEX_STATE_LIMIT).
        if (Building.Count > 100_000)
        {
            throw new RegexSyntaxException();
        }

        Building.Add(new State { Kind = kind, Data = kind == StateKind.Repeat ? Repeats++ : data, Alt = alt, Next = next });
        return Building.Count - 1;
    }

    public void Finish(int start)
    {
        States = Building.ToArray();
        for (int i = 0; i < States.Length; i++)
        {
            States[i].Next = Skip(States[i].Next);
            States[i].Alt = Skip(States[i].Alt);
        }

        Start = Skip(start);
    }

    private int Skip(int state)
    {
        while (state >= 0 && States[state].Kind == StateKind.Dummy && States[state].Next >= 0)
        {
            state = States[state].Next;
        }

        return state;
    }
}

/// <summary>The pattern is not a regular expression.</summary>
internal sealed class RegexSyntaxException : Exception;
