using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Tvix.Aot.Runtime.Builtins.Regexes;

internal enum StateKind : byte { Dummy, Alternative, Repeat, GroupBegin, GroupEnd, LineBegin, LineEnd, Char, Literal, Set, Accept }

/// <summary>A state of the automaton, as libstdc++ builds it: <c>Next</c>, and <c>Alt</c> for branches ("match more" for repeats).</summary>
internal struct State
{
    public StateKind Kind;
    public int Next;
    public int Alt;

    /// <summary>The group of GroupBegin/End, the byte of Char, the number of a repeat, the index of a literal or a set.</summary>
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
    private const int LongestLiteral = 64;

    public List<State> Building { get; } = [];

    public List<ByteSet> Sets { get; } = [];

    /// <summary>Bytes that follow one another.</summary>
    public List<string> Literals { get; } = [];

    public State[] States { get; private set; } = [];

    public int Start { get; private set; }

    /// <summary>The bytes that a match can begin with; null where it may be empty anywhere.</summary>
    public SearchValues<char>? FirstBytes { get; private set; }

    /// <summary>Whether an empty match at the end of the text is possible, too.</summary>
    public bool MayBeAtEnd { get; private set; }

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
        JoinBytes();
        FindFirstBytes();
    }

    /// <summary>Single bytes that follow one another become one state; who comes to one further back finds what remains.</summary>
    private void JoinBytes()
    {
        var text = new StringBuilder();
        for (int i = 0; i < States.Length; i++)
        {
            if (States[i].Kind != StateKind.Char)
            {
                continue;
            }

            text.Clear();
            int next = i;
            for (; next >= 0 && States[next].Kind == StateKind.Char && text.Length < LongestLiteral; next = States[next].Next)
            {
                text.Append((char)States[next].Data);
            }

            if (text.Length > 1)
            {
                States[i] = new State { Kind = StateKind.Literal, Data = Literals.Count, Next = next, Alt = -1 };
                Literals.Add(text.ToString());
            }
        }
    }

    private void FindFirstBytes()
    {
        (bool[] bytes, bool accepts, bool endsLine) = FirstOf(Start);
        if (!accepts)
        {
            MayBeAtEnd = endsLine;
            FirstBytes = SearchValues.Create([.. Enumerable.Range(0, bytes.Length).Where(b => bytes[b]).Select(b => (char)b)]);
        }
    }

    /// <summary>
    /// The bytes that a match can go on with from a state, whether it can be over there, and whether it can want the end of the text.
    /// </summary>
    internal (bool[] Bytes, bool Accepts, bool EndsLine) FirstOf(int start)
    {
        var bytes = new bool[byte.MaxValue + 1];
        bool accepts = false, endsLine = false;
        var seen = new HashSet<int>();
        var waiting = new Stack<int>([start]);
        while (waiting.TryPop(out int index))
        {
            if (index < 0 || !seen.Add(index))
            {
                continue;
            }

            State state = States[index];
            switch (state.Kind)
            {
                case StateKind.Accept: accepts = true; break;
                case StateKind.LineEnd: endsLine = true; break;
                case StateKind.Char: bytes[state.Data] = true; break;
                case StateKind.Literal: bytes[Literals[state.Data][0]] = true; break;
                case StateKind.Set: AddSet(bytes, state.Data); break;
                default:
                    waiting.Push(state.Next);
                    waiting.Push(state.Alt);
                    break;
            }
        }

        return (bytes, accepts, endsLine);
    }

    private void AddSet(bool[] bytes, int set)
    {
        for (int b = 0; b < bytes.Length; b++)
        {
            bytes[b] |= Sets[set][b];
        }
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
