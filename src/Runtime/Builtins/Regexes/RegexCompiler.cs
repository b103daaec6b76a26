using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins.Regexes;

/// <summary>
/// POSIX extended regular expressions to an automaton, with the grammar and the automaton of libstdc++
/// (bits/regex_compiler.tcc, bits/regex_scanner.tcc): what it accepts and how it matches is Nix's definition.
/// </summary>
internal sealed class RegexCompiler
{
    private const string Special = ".[\\()*+?{|^$";

    private readonly string _pattern;
    private readonly RegexProgram _program = new();
    private int _at;

    private RegexCompiler(string pattern) => _pattern = pattern;

    /// <summary>A piece of the automaton: its first state, and the one whose Next is still open.</summary>
    private readonly record struct Piece(int Start, int End);

    public static RegexProgram Compile(string pattern)
    {
        var compiler = new RegexCompiler(pattern);
        Piece body = compiler.Disjunction();
        if (compiler._at < pattern.Length)
        {
            throw new RegexSyntaxException();
        }

        int begin = compiler._program.Add(StateKind.GroupBegin);
        int end = compiler._program.Add(StateKind.GroupEnd);
        int accept = compiler._program.Add(StateKind.Accept);
        compiler.Link(begin, body.Start);
        compiler.Link(body.End, end);
        compiler.Link(end, accept);
        compiler._program.Finish(begin);
        return compiler._program;
    }

    private bool AtEnd => _at >= _pattern.Length;

    private char Current => _pattern[_at];

    private void Link(int state, int next)
    {
        State s = _program.Building[state];
        s.Next = next;
        _program.Building[state] = s;
    }

    private Piece Append(Piece first, Piece second)
    {
        Link(first.End, second.Start);
        return new Piece(first.Start, second.End);
    }

    private Piece Single(int state) => new(state, state);

    private Piece Disjunction()
    {
        Piece left = Alternative();
        while (!AtEnd && Current == '|')
        {
            _at++;
            Piece right = Alternative();
            int end = _program.Add(StateKind.Dummy);
            Link(left.End, end);
            Link(right.End, end);
            left = new Piece(_program.Add(StateKind.Alternative, alt: left.Start, next: right.Start), end);
        }

        return left;
    }

    private Piece Alternative()
    {
        Piece all = Single(_program.Add(StateKind.Dummy));
        while (Term() is { } term)
        {
            all = Append(all, term);
        }

        return all;
    }

    private Piece? Term()
    {
        if (AtEnd)
        {
            return null;
        }

        if (Current is '^' or '$')
        {
            return Single(_program.Add(_pattern[_at++] == '^' ? StateKind.LineBegin : StateKind.LineEnd));
        }

        int first = _program.Building.Count;
        if (Atom() is not { } atom)
        {
            return null;
        }

        while (!AtEnd && Current is '*' or '+' or '?' or '{')
        {
            atom = Quantified(atom, first);
        }

        return atom;
    }

    private Piece? Atom()
    {
        char c = Current;
        switch (c)
        {
            case '.':
                _at++;
                var any = new ByteSet();
                for (int b = 1; b < 256; b++)
                {
                    any[b] = true;
                }

                return Set(any);
            case '(':
                _at++;
                return Group();
            case '[':
                _at++;
                return Set(new BracketParser(_pattern, _at).Parse(out _at));
            case '\\':
                return Escape();
            case '*' or '+' or '?' or '{' or '|' or ')':
                return null;
            case '\0':
                throw new RegexSyntaxException();
            default:
                _at++;
                return Single(_program.Add(StateKind.Char, c));
        }
    }

    private Piece Set(ByteSet set)
    {
        _program.Sets.Add(set);
        return Single(_program.Add(StateKind.Set, _program.Sets.Count - 1));
    }

    private Piece Escape()
    {
        if (_at + 1 >= _pattern.Length || !Special.Contains(_pattern[_at + 1], StringComparison.Ordinal))
        {
            throw new RegexSyntaxException();
        }

        _at += 2;
        return Single(_program.Add(StateKind.Char, _pattern[_at - 1]));
    }

    private Piece Group()
    {
        int number = ++_program.Groups;
        int begin = _program.Add(StateKind.GroupBegin, number);
        Piece body = Disjunction();
        if (AtEnd || Current != ')')
        {
            throw new RegexSyntaxException();
        }

        _at++;
        Piece group = Append(Single(begin), body);
        return Append(group, Single(_program.Add(StateKind.GroupEnd, number)));
    }

    private Piece Quantified(Piece atom, int first)
    {
        char c = _pattern[_at++];
        switch (c)
        {
            case '*':
                int star = _program.Add(StateKind.Repeat, alt: atom.Start);
                Link(atom.End, star);
                return Single(star);
            case '+':
                int plus = _program.Add(StateKind.Repeat, alt: atom.Start);
                Link(atom.End, plus);
                return new Piece(atom.Start, plus);
            case '?':
                int end = _program.Add(StateKind.Dummy);
                int optional = _program.Add(StateKind.Repeat, alt: atom.Start);
                Link(atom.End, end);
                Link(optional, end);
                return new Piece(optional, end);
            default:
                return Interval(atom, first);
        }
    }

    private Piece Interval(Piece atom, int first)
    {
        int last = _program.Building.Count;
        int low = Number() ?? throw new RegexSyntaxException();
        int? high = low;
        if (!AtEnd && Current == ',')
        {
            _at++;
            high = Number();
        }

        if (AtEnd || Current != '}' || high < low)
        {
            throw new RegexSyntaxException();
        }

        _at++;
        Piece all = Single(_program.Add(StateKind.Dummy));
        for (int i = 0; i < low; i++)
        {
            all = Append(all, Clone(atom, first, last));
        }

        return high == null ? Append(all, Unbounded(atom, first, last)) : Optional(all, atom, first, last, high.Value - low);
    }

    private Piece Unbounded(Piece atom, int first, int last)
    {
        Piece copy = Clone(atom, first, last);
        int repeat = _program.Add(StateKind.Repeat, alt: copy.Start);
        Link(copy.End, repeat);
        return Single(repeat);
    }

    private Piece Optional(Piece all, Piece atom, int first, int last, int count)
    {
        int end = _program.Add(StateKind.Dummy);
        var open = new Stack<int>();
        for (int i = 0; i < count; i++)
        {
            Piece copy = Clone(atom, first, last);
            int repeat = _program.Add(StateKind.Repeat, alt: copy.Start);
            open.Push(repeat);
            all = Append(all, new Piece(repeat, copy.End));
        }

        Link(all.End, end);
        while (open.TryPop(out int repeat))
        {
            Link(repeat, end);
        }

        return new Piece(all.Start, end);
    }

    private int? Number()
    {
        int start = _at;
        long value = 0;
        while (!AtEnd && char.IsAsciiDigit(Current))
        {
            value = Math.Min((value * 10) + (Current - '0'), int.MaxValue);
            _at++;
        }

        return _at > start ? (int)value : null;
    }

    /// <summary>Copies the states first..last-1, which hold nothing but the atom.</summary>
    private Piece Clone(Piece atom, int first, int last)
    {
        int offset = _program.Building.Count - first;
        int Moved(int state) => state >= first && state < last ? state + offset : state;
        for (int i = first; i < last; i++)
        {
            State s = _program.Building[i];
            // The end of the atom is open in the copy, whatever the original was linked to since.
            _program.Add(s.Kind, s.Data, Moved(s.Alt), i == atom.End ? -1 : Moved(s.Next));
        }

        return new Piece(atom.Start + offset, atom.End + offset);
    }
}
