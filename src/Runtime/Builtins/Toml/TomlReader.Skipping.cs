namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>Blanks and comments; and what is passed over after an error.</summary>
internal sealed partial class TomlReader
{
    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t')
        {
            _at++;
        }
    }

    /// <summary>Spaces, line ends and comments.</summary>
    /// <returns>Whether there was a line end.</returns>
    /// <param name="isStrict">Whether a comment that is none is an error; else it ends what is skipped.</param>
    private bool SkipSpacer(bool isStrict = true)
    {
        bool isNewLine = false;
        while (true)
        {
            SkipSpace();
            if (Peek() == '#' && (isStrict || IsComment()))
            {
                SkipComment();
            }
            else if (AtNewLine())
            {
                _at += Peek() == '\n' ? 1 : 2;
                isNewLine = true;
            }
            else
            {
                return isNewLine;
            }
        }
    }

    private bool IsComment()
    {
        int at = _at;
        while (at < _text.Length && _text[at] is not '\n' && (!IsControl(_text[at]) || (_text[at] == '\r' && at + 1 < _text.Length && _text[at + 1] == '\n')))
        {
            at++;
        }

        return at >= _text.Length || _text[at] == '\n';
    }

    private void SkipComment()
    {
        while (_at < _text.Length && !AtNewLine())
        {
            if (Peek() is (< ' ' and not '\t') or (char)127)
            {
                // toml11 has taken the line for the comment before it looks.
                int end = _text.IndexOf('\n', _at) + 1;
                _at = end;
                throw new TomlError("toml::parse_comment_line: newline (LF / CRLF) or EOF is expected", end, "but got this", TomlError.CommentHint);
            }

            _at++;
        }
    }

    /// <summary>To the line of the next header that is one.</summary>
    private void SkipToHeader()
    {
        while (_at < _text.Length)
        {
            if (_text[_at++] != '\n')
            {
                continue;
            }

            int line = _at;
            if (IsHeader())
            {
                _at = line;
                return;
            }

            _at = line;
        }
    }

    private bool IsHeader()
    {
        SkipSpace();
        if (Peek() != '[')
        {
            return false;
        }

        string end = Peek(1) == '[' ? "]]" : "]";
        _at += end.Length;
        try
        {
            ReadHeaderPath("");
        }
        catch (TomlError)
        {
            return false;
        }

        return At(end);
    }

    /// <summary>What is left of a key and its value.</summary>
    private void SkipPair()
    {
        while (_at < _text.Length && Peek() != '\n')
        {
            if (_text[_at++] == '=')
            {
                SkipWord();
                return;
            }
        }
    }

    private void SkipWord()
    {
        while (_at < _text.Length && Peek() is not ('\n' or ',' or ']' or '}'))
        {
            _at++;
        }
    }

    /// <summary>An element that is none.</summary>
    private void SkipElement()
    {
        char quote = Peek();
        if (quote is not ('"' or '\''))
        {
            SkipWord();
            return;
        }

        string three = new(quote, 3), end = At(three) ? three : three[..1];
        for (_at += end.Length; _at < _text.Length && !At(end); _at++)
        {
            _at += quote == '"' && Peek() == '\\' ? 1 : 0;
        }

        _at = System.Math.Min(_at + end.Length, _text.Length);
    }
}
