using System.Text;

namespace Tvix.Aot.Language.Lexing;

/// <summary>The inside of "…" and ''…''.</summary>
public sealed partial class Lexer
{
    private void LexString()
    {
        int start = _at, plain = PlainLength(stringEnds: true);
        if (plain > 0 && Peek(plain) == '"')
        {
            Add(TokenKind.StringPart, plain);
            Add(TokenKind.StringEnd, 1);
            _modes.Pop();
            return;
        }

        var text = new StringBuilder(_text, _at, plain, plain + SmallestRest);
        _at += plain;
        while (_at < _text.Length)
        {
            char c = Peek();
            if (c == '"' || (c == '$' && Peek(1) == '{'))
            {
                break;
            }

            if (c == '$' && Peek(1) is not ('"' or '\\' or '\0'))
            {
                // "$" takes the next character with it, so that $${ is literal.
                text.Append('$');
                _at++;
                AppendPlain(text);
            }
            else if (c == '\\')
            {
                AppendEscape(text);
            }
            else
            {
                AppendPlain(text);
            }
        }

        FinishPart(TokenKind.StringPart, start, text);
        if (_at >= _text.Length)
        {
            return;
        }

        if (Peek() == '"')
        {
            Add(TokenKind.StringEnd, 1);
            _modes.Pop();
        }
        else
        {
            Add(TokenKind.InterpolationStart, 2);
            _modes.Push(Mode.Code);
        }
    }

    // More than most strings have behind their first special character.
    private const int SmallestRest = 48;

    private static readonly char[] s_specialInString = ['"', '$', '\\', '\r', '\0'];
    private static readonly char[] s_specialInIndented = ['$', '\'', '\0'];

    /// <summary>How many characters stand for themselves, up to the first that may not.</summary>
    private int PlainLength(bool stringEnds)
    {
        int end = _text.IndexOfAny(stringEnds ? s_specialInString : s_specialInIndented, _at);
        return (end < 0 ? _text.Length : end) - _at;
    }

    /// <summary>One character; CR and CR LF become LF, as unescapeStr does.</summary>
    private void AppendPlain(StringBuilder text)
    {
        char c = _text[_at++];
        if (c == '\r')
        {
            if (Peek() == '\n')
            {
                _at++;
            }

            c = '\n';
        }

        text.Append(c);
    }

    private void AppendEscape(StringBuilder text)
    {
        _at++;
        if (_at >= _text.Length)
        {
            return;
        }

        char c = _text[_at++];
        text.Append(c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => c });
    }

    private void FinishPart(TokenKind kind, int start, StringBuilder text)
    {
        if (_at > start)
        {
            string whole = text.ToString();
            if (whole.IndexOf('\0') >= 0)
            {
                Error("NIX1003", start, Shared.StringLiteral.NulMessage(whole));
            }

            _tokens.Add(new Token(kind, start, _at, whole));
        }
    }

    private void StartIndented()
    {
        _modes.Push(Mode.Indented);
        // The rest of the first line is dropped when it is blank.
        int i = _at;
        while (CharAt(i) == ' ')
        {
            i++;
        }

        if (CharAt(i) == '\n')
        {
            _at = i + 1;
        }
    }

    private void LexIndented()
    {
        int start = _at, plain = PlainLength(stringEnds: false);
        bool endsHere = CharAt(_at + plain) == '\'' && CharAt(_at + plain + 1) == '\'';
        if (plain > 0 && (endsHere || (CharAt(_at + plain) == '$' && CharAt(_at + plain + 1) == '{')))
        {
            Add(TokenKind.IndentedPart, plain);
            LexIndentedSpecial();
            return;
        }

        var text = new StringBuilder(_text, _at, plain, plain + SmallestRest);
        _at += plain;
        while (_at < _text.Length)
        {
            char c = Peek();
            // [^\$\'] | \$[^\{\'] | \'[^\'\$]
            if (c == '$' && _at + 1 < _text.Length && Peek(1) is not ('{' or '\''))
            {
                text.Append(c).Append(Peek(1));
                _at += 2;
            }
            else if (c == '\'' && _at + 1 < _text.Length && Peek(1) is not ('\'' or '$'))
            {
                text.Append(c).Append(Peek(1));
                _at += 2;
            }
            else if (c is '$' or '\'')
            {
                break;
            }
            else
            {
                text.Append(c);
                _at++;
            }
        }

        FinishPart(TokenKind.IndentedPart, start, text);
        if (_at < _text.Length)
        {
            LexIndentedSpecial();
        }
    }

    private void LexIndentedSpecial()
    {
        if (Peek() == '$')
        {
            if (Peek(1) == '{')
            {
                Add(TokenKind.InterpolationStart, 2);
                _modes.Push(Mode.Code);
            }
            else
            {
                Add(TokenKind.IndentedEscape, 1, "$");
            }
        }
        else if (Peek(1) != '\'')
        {
            Add(TokenKind.IndentedEscape, 1, "'");
        }
        else if (Peek(2) == '$')
        {
            Add(TokenKind.IndentedEscape, 3, "$");
        }
        else if (Peek(2) == '\'')
        {
            Add(TokenKind.IndentedEscape, 3, "''");
        }
        else if (Peek(2) == '\\' && _at + 3 < _text.Length)
        {
            var text = new StringBuilder();
            int start = _at;
            _at += 2;
            AppendEscape(text);
            FinishPart(TokenKind.IndentedEscape, start, text);
        }
        else
        {
            Add(TokenKind.IndentedEnd, 2);
            _modes.Pop();
        }
    }
}
