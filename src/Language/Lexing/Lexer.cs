using System.Collections.Generic;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Language.Lexing;

/// <summary>Text to tokens, by the rules of Nix's lexer.l: longest match, modes for strings and paths.</summary>
public sealed partial class Lexer
{
    private enum Mode { Code, String, Indented, Path }

    private readonly SourceText _source;
    private readonly string _text;
    private readonly DiagnosticBag _diagnostics;

    private static readonly string[] s_short = MakeShort();

    private readonly List<Token> _tokens;
    private readonly Stack<Mode> _modes = new();
    private int _at;

    private Lexer(SourceText source, DiagnosticBag diagnostics, List<Token> tokens)
    {
        _source = source;
        _text = source.Bytes;
        _diagnostics = diagnostics;
        _tokens = tokens;
        _modes.Push(Mode.Code);
    }

    private static string[] MakeShort()
    {
        var texts = new string[128];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = ((char)i).ToString();
        }

        return texts;
    }

    /// <summary>All tokens of a text; the last one is <see cref="TokenKind.End"/>.</summary>
    /// <param name="tokens">Gets them; empty.</param>
    public static void Tokenize(SourceText source, DiagnosticBag diagnostics, List<Token> tokens)
    {
        var lexer = new Lexer(source, diagnostics, tokens);
        while (lexer._at < lexer._text.Length)
        {
            lexer.Next();
        }

        while (lexer._modes.Peek() == Mode.Path)
        {
            lexer.EndPath();
        }

        bool endsInPath = tokens.Count > 0 && tokens[tokens.Count - 1] is { Kind: TokenKind.PathEnd } end && end.End == lexer._at && end.Start < end.End;
        tokens.Add(new Token(TokenKind.End, endsInPath ? tokens[tokens.Count - 1].Start : lexer._at, lexer._at, ""));
    }

    private void Next()
    {
        switch (_modes.Peek())
        {
            case Mode.String: LexString(); break;
            case Mode.Indented: LexIndented(); break;
            case Mode.Path: LexInPath(); break;
            default: LexCode(); break;
        }
    }

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void Add(TokenKind kind, int length, string? text = null)
    {
        _tokens.Add(new Token(kind, _at, _at + length, text ?? TextOf(length)));
        _at += length;
    }

    private string TextOf(int length) => length == 1 && _text[_at] < s_short.Length ? s_short[_text[_at]] : TextCache.Take(_text, _at, length);

    private void Error(string id, int at, string message) =>
        _diagnostics.Add(new Diagnostic(id, _source, at, message));

    private void LexCode()
    {
        char c = Peek();
        if (c is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
        else if (c == '#')
        {
            while (_at < _text.Length && Peek() is not ('\n' or '\r'))
            {
                _at++;
            }
        }
        else if (c == '/' && Peek(1) == '*')
        {
            SkipBlockComment();
        }
        else if (!LexWord(c))
        {
            LexOperator(c);
        }
    }

    private void SkipBlockComment()
    {
        int end = _text.IndexOf("*/", _at + 2, System.StringComparison.Ordinal);
        if (end < 0)
        {
            // Not a comment, says Nix, but two operators; what is behind them was meant as text.
            Add(TokenKind.Slash, 1);
            Add(TokenKind.Star, 1);
            _at = _text.Length;
            return;
        }

        _at = end + 2;
    }

    /// <summary>Names, numbers, paths and URIs: the longest of the rules that match wins.</summary>
    private bool LexWord(char c)
    {
        if (MatchPlainId(_at) is > 0 and var plain)
        {
            AddId(plain);
            return true;
        }

        int id = MatchId(_at), number = MatchInt(_at), real = MatchFloat(_at), uri = MatchUri(_at);
        int path = MatchPath(_at), segment = MatchPathBeforeInterpolation(_at);
        int longest = System.Math.Max(System.Math.Max(System.Math.Max(id, number), System.Math.Max(real, uri)), path);
        if (segment > 0 && segment >= longest)
        {
            StartPath(segment);
        }
        else if (longest == 0)
        {
            return c == '<' && LexSearchPath();
        }
        else if (longest == id)
        {
            AddId(id);
        }
        else if (longest == number)
        {
            Add(TokenKind.Int, number);
        }
        else if (longest == real)
        {
            Add(TokenKind.Float, real);
        }
        else if (longest == path)
        {
            StartPath(path);
        }
        else
        {
            Add(TokenKind.Uri, uri);
        }

        return true;
    }

    private void AddId(int length)
    {
        string text = TextOf(length);
        Add(KeywordOf(text), length, text);
    }

    private static TokenKind KeywordOf(string text) => text switch
    {
        "if" => TokenKind.If,
        "then" => TokenKind.Then,
        "else" => TokenKind.Else,
        "assert" => TokenKind.Assert,
        "with" => TokenKind.With,
        "let" => TokenKind.Let,
        "in" => TokenKind.In,
        "rec" => TokenKind.Rec,
        "inherit" => TokenKind.Inherit,
        "or" => TokenKind.Or,
        _ => TokenKind.Id,
    };

    private void LexOperator(char c)
    {
        if (Peek(0) == '.' && Peek(1) == '.' && Peek(2) == '.')
        {
            Add(TokenKind.Ellipsis, 3);
            return;
        }

        TokenKind two = TwoCharOperator(c, Peek(1));
        if (two != TokenKind.Invalid)
        {
            bool indented = two == TokenKind.IndentedStart;
            Add(two, 2);
            if (two == TokenKind.InterpolationStart)
            {
                _modes.Push(Mode.Code);
            }
            else if (indented)
            {
                StartIndented();
            }

            return;
        }

        LexSingleChar(c);
    }

    private static TokenKind TwoCharOperator(char a, char b) => (a, b) switch
    {
        ('=', '=') => TokenKind.Equal,
        ('!', '=') => TokenKind.NotEqual,
        ('<', '=') => TokenKind.LessEqual,
        ('>', '=') => TokenKind.GreaterEqual,
        ('<', '|') => TokenKind.PipeFrom,
        ('|', '>') => TokenKind.PipeInto,
        ('&', '&') => TokenKind.And,
        ('|', '|') => TokenKind.OrOr,
        ('-', '>') => TokenKind.Implies,
        ('/', '/') => TokenKind.Update,
        ('+', '+') => TokenKind.Concat,
        ('$', '{') => TokenKind.InterpolationStart,
        ('\'', '\'') => TokenKind.IndentedStart,
        _ => TokenKind.Invalid,
    };

    private void LexSingleChar(char c)
    {
        TokenKind kind = c switch
        {
            '{' => TokenKind.LeftBrace,
            '}' => TokenKind.RightBrace,
            '[' => TokenKind.LeftBracket,
            ']' => TokenKind.RightBracket,
            '(' => TokenKind.LeftParen,
            ')' => TokenKind.RightParen,
            ';' => TokenKind.Semicolon,
            ':' => TokenKind.Colon,
            ',' => TokenKind.Comma,
            '.' => TokenKind.Dot,
            '@' => TokenKind.At,
            '?' => TokenKind.Question,
            '=' => TokenKind.Assign,
            '<' => TokenKind.Less,
            '>' => TokenKind.Greater,
            '+' => TokenKind.Plus,
            '-' => TokenKind.Minus,
            '*' => TokenKind.Star,
            '/' => TokenKind.Slash,
            '!' => TokenKind.Not,
            '"' => TokenKind.StringStart,
            _ => TokenKind.Invalid,
        };
        Add(kind, 1);
        switch (kind)
        {
            case TokenKind.LeftBrace: _modes.Push(Mode.Code); break;
            case TokenKind.RightBrace when _modes.Count > 1: _modes.Pop(); break;
            case TokenKind.StringStart: _modes.Push(Mode.String); break;
        }
    }
}
