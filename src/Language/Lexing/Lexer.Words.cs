using System;
using System.Linq;

namespace Tvix.Aot.Language.Lexing;

/// <summary>The regular expressions of lexer.l as functions: each gives the length matched at a place, 0 for none.</summary>
public sealed partial class Lexer
{
    private char CharAt(int i) => i < _text.Length ? _text[i] : '\0';

    /// <summary>The sets of characters that the rules repeat.</summary>
    [Flags]
    private enum Chars : byte
    {
        Digit = 1,
        Letter = 2,
        Id = 4,
        Path = 8,
        Scheme = 16,
        Uri = 32,
    }

    private static readonly Chars[] s_chars = MakeChars();

    private static Chars[] MakeChars()
    {
        var chars = new Chars[256];
        for (int i = 0; i < chars.Length; i++)
        {
            char c = (char)i;
            bool digit = c is >= '0' and <= '9', letter = c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), word = digit || letter;
            chars[i] = (digit ? Chars.Digit : 0)
                | (letter ? Chars.Letter : 0)
                | (word || c is '_' or '\'' or '-' ? Chars.Id : 0)
                | (word || c is '.' or '_' or '-' or '+' ? Chars.Path : 0)
                | (word || c is '+' or '-' or '.' ? Chars.Scheme : 0)
                | (word || (c != '\0' && "%/?:@&=+$,-_.!~*'".IndexOf(c) >= 0) ? Chars.Uri : 0);
        }

        return chars;
    }

    private static bool Is(char c, Chars set) => c < s_chars.Length && (s_chars[c] & set) != 0;

    private static bool IsLetter(char c) => Is(c, Chars.Letter);

    private int Run(int at, Chars accepted)
    {
        string text = _text;
        int i = at;
        while (i < text.Length && Is(text[i], accepted))
        {
            i++;
        }

        return i - at;
    }

    private int MatchId(int at) => IsLetter(CharAt(at)) || CharAt(at) == '_' ? Run(at, Chars.Id) : 0;

    /// <summary>A name where no other rule matches as much; most words are that.</summary>
    private int MatchPlainId(int at)
    {
        int id = MatchId(at);
        return id > 0 && CharAt(at + Run(at, Chars.Path)) != '/' && CharAt(at + Run(at, Chars.Scheme)) != ':' ? id : 0;
    }

    private int MatchInt(int at) => Run(at, Chars.Digit);

    // (([1-9][0-9]*\.[0-9]*)|(0?\.[0-9]+))([Ee][+-]?[0-9]+)?
    private int MatchFloat(int at)
    {
        int whole = Run(at, Chars.Digit), dot = at + whole;
        if (CharAt(dot) != '.')
        {
            return 0;
        }

        int fraction = Run(dot + 1, Chars.Digit);
        bool leading = whole > 0 && CharAt(at) != '0';
        bool small = (whole == 0 || (whole == 1 && CharAt(at) == '0')) && fraction > 0;
        if (!leading && !small)
        {
            return 0;
        }

        int end = dot + 1 + fraction;
        if (CharAt(end) is 'e' or 'E')
        {
            int sign = CharAt(end + 1) is '+' or '-' ? 1 : 0;
            int digits = Run(end + 1 + sign, Chars.Digit);
            end += digits > 0 ? 1 + sign + digits : 0;
        }

        return end - at;
    }

    // [a-zA-Z][a-zA-Z0-9\+\-\.]*\:[a-zA-Z0-9\%\/\?\:\@\&\=\+\$\,\-\_\.\!\~\*\']+
    private int MatchUri(int at)
    {
        if (!IsLetter(CharAt(at)))
        {
            return 0;
        }

        int scheme = Run(at, Chars.Scheme);
        if (CharAt(at + scheme) != ':')
        {
            return 0;
        }

        int rest = Run(at + scheme + 1, Chars.Uri);
        return rest > 0 ? scheme + 1 + rest : 0;
    }

    // {PATH_CHAR}*(\/{PATH_CHAR}+)+\/?   and   \~(\/{PATH_CHAR}+)+\/?
    private int MatchPath(int at)
    {
        int i = at + (CharAt(at) == '~' ? 1 : Run(at, Chars.Path));
        bool any = false;
        while (CharAt(i) == '/')
        {
            int part = Run(i + 1, Chars.Path);
            if (part == 0)
            {
                break;
            }

            any = true;
            i += 1 + part;
        }

        if (!any)
        {
            return 0;
        }

        return (CharAt(i) == '/' ? i + 1 : i) - at;
    }

    // {PATH_CHAR}*\/ or ~/ right before ${
    private int MatchPathBeforeInterpolation(int at)
    {
        int i = at + (CharAt(at) == '~' ? 1 : Run(at, Chars.Path));
        return CharAt(i) == '/' && CharAt(i + 1) == '$' && CharAt(i + 2) == '{' ? i + 1 - at : 0;
    }

    // \<{PATH_CHAR}+(\/{PATH_CHAR}+)*\>
    private bool LexSearchPath()
    {
        int i = _at + 1;
        while (true)
        {
            int part = Run(i, Chars.Path);
            if (part == 0)
            {
                return false;
            }

            i += part;
            if (CharAt(i) == '>')
            {
                Add(TokenKind.SearchPath, i + 1 - _at, _text.Substring(_at + 1, i - _at - 1));
                return true;
            }

            if (CharAt(i) != '/')
            {
                return false;
            }

            i++;
        }
    }

    private void StartPath(int length)
    {
        Add(TokenKind.PathStart, length);
        _modes.Push(Mode.Path);
    }

    private void LexInPath()
    {
        if (Peek() == '$' && Peek(1) == '{')
        {
            Add(TokenKind.InterpolationStart, 2);
            _modes.Push(Mode.Code);
            return;
        }

        int length = MatchPathPart(_at);
        if (length == 0)
        {
            EndPath();
            return;
        }

        Add(TokenKind.PathPart, length);
    }

    // {PATH}|{PATH_SEG}|{PATH_CHAR}+: one slash at a time where there are several.
    private int MatchPathPart(int at)
    {
        int run = Run(at, Chars.Path), segment = CharAt(at + run) == '/' ? run + 1 : run;
        return CharAt(at) == '~' ? 0 : Math.Max(segment, MatchPath(at));
    }

    /// <summary>./a//b is a path and a string right behind it: the parser says what is wrong with that.</summary>
    private bool IsOfManyParts(int count) =>
        _tokens.Count > count && _tokens[_tokens.Count - 1 - count].Kind == TokenKind.PathStart && _tokens.Skip(_tokens.Count - count).All(t => t.Kind == TokenKind.PathPart);

    private void EndPath()
    {
        _modes.Pop();
        Token last = _tokens[_tokens.Count - 1];
        // Where the text ends, Nix's lexer steps back to the token before.
        int at = _at < _text.Length ? _at : last.Start;
        if (last.Kind is TokenKind.PathStart or TokenKind.PathPart && last.Text.EndsWith("/", StringComparison.Ordinal) && !IsOfManyParts(2))
        {
            Error("NIX1002", at, "path has a trailing slash");
        }

        _tokens.Add(new Token(TokenKind.PathEnd, at, _at, ""));
    }
}
