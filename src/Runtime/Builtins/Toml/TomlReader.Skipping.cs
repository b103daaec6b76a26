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
            if (Peek() == '#' && isStrict)
            {
                SkipComment();
            }
            else if (Peek() == '#' && TryComment())
            {
                continue;
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

    private void SkipComment()
    {
        if (!TryComment())
        {
            // toml11 has taken the line for the comment before it looks.
            _at = _text.IndexOf('\n', _at) + 1;
            throw new TomlError("toml::parse_comment_line: newline (LF / CRLF) or EOF is expected", _at, "but got this", TomlError.CommentHint);
        }
    }

    /// <returns>False, and nothing is skipped, where a control character is in it.</returns>
    private bool TryComment()
    {
        int start = _at;
        while (_at < _text.Length && !IsControl(Peek()))
        {
            _at++;
        }

        if (_at >= _text.Length || AtNewLine())
        {
            return true;
        }

        _at = start;
        return false;
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

        string end = BeginHeader();
        return ReadHeaderPath() != null && At(end);
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
