using System.Text;

namespace Tvix.Aot.Language.Lexing;

/// <summary>The inside of "…" and ''…''.</summary>
public sealed partial class Lexer
{
    private void LexString()
    {
        var text = new StringBuilder();
        int start = _at;
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
            if (text.ToString().IndexOf('\0') >= 0)
            {
                Error("NIX1003", start, Shared.StringLiteral.NulMessage(text.ToString()));
            }

            _tokens.Add(new Token(kind, start, _at, text.ToString()));
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
        int start = _at;
        var text = new StringBuilder();
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
