using System;

namespace Tvix.Aot.Language.Lexing;

/// <summary>The regular expressions of lexer.l as functions: each gives the length matched at a place, 0 for none.</summary>
public sealed partial class Lexer
{
    private char CharAt(int i) => i < _text.Length ? _text[i] : '\0';

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsPathChar(char c) => IsLetter(c) || IsDigit(c) || c is '.' or '_' or '-' or '+';

    private static bool IsUriChar(char c) =>
        IsLetter(c) || IsDigit(c) || (c != '\0' && "%/?:@&=+$,-_.!~*'".IndexOf(c) >= 0);

    private int Run(int at, Func<char, bool> accepts)
    {
        int i = at;
        while (i < _text.Length && accepts(_text[i]))
        {
            i++;
        }

        return i - at;
    }

    private int MatchId(int at) =>
        IsLetter(CharAt(at)) || CharAt(at) == '_'
            ? Run(at, static c => IsLetter(c) || IsDigit(c) || c is '_' or '\'' or '-')
            : 0;

    private int MatchInt(int at) => Run(at, IsDigit);

    // (([1-9][0-9]*\.[0-9]*)|(0?\.[0-9]+))([Ee][+-]?[0-9]+)?
    private int MatchFloat(int at)
    {
        int whole = Run(at, IsDigit), dot = at + whole;
        if (CharAt(dot) != '.')
        {
            return 0;
        }

        int fraction = Run(dot + 1, IsDigit);
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
            int digits = Run(end + 1 + sign, IsDigit);
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

        int scheme = Run(at, static c => IsLetter(c) || IsDigit(c) || c is '+' or '-' or '.');
        if (CharAt(at + scheme) != ':')
        {
            return 0;
        }

        int rest = Run(at + scheme + 1, IsUriChar);
        return rest > 0 ? scheme + 1 + rest : 0;
    }

    // {PATH_CHAR}*(\/{PATH_CHAR}+)+\/?   and   \~(\/{PATH_CHAR}+)+\/?
    private int MatchPath(int at)
    {
        int i = at + (CharAt(at) == '~' ? 1 : Run(at, IsPathChar));
        bool any = false;
        while (CharAt(i) == '/')
        {
            int part = Run(i + 1, IsPathChar);
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
        int i = at + (CharAt(at) == '~' ? 1 : Run(at, IsPathChar));
        return CharAt(i) == '/' && CharAt(i + 1) == '$' && CharAt(i + 2) == '{' ? i + 1 - at : 0;
    }

    // \<{PATH_CHAR}+(\/{PATH_CHAR}+)*\>
    private bool LexSearchPath()
    {
        int i = _at + 1;
        while (true)
        {
            int part = Run(i, IsPathChar);
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

        int length = Run(_at, static c => IsPathChar(c) || c == '/');
        if (length == 0)
        {
            EndPath();
            return;
        }

        // A part ends where "//" would start: the rules ask for a character after each slash.
        int doubled = _text.IndexOf("//", _at, length, StringComparison.Ordinal);
        if (doubled == _at)
        {
            EndPath();
            return;
        }

        Add(TokenKind.PathPart, doubled > 0 ? doubled + 1 - _at : length);
    }

    private void EndPath()
    {
        _modes.Pop();
        Token last = _tokens[_tokens.Count - 1];
        if (last.Kind is TokenKind.PathStart or TokenKind.PathPart && last.Text.EndsWith("/", StringComparison.Ordinal))
        {
            Error("NIX1002", _at, "path has a trailing slash");
        }

        _tokens.Add(new Token(TokenKind.PathEnd, _at, _at, ""));
    }
}
