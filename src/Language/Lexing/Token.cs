namespace Tvix.Aot.Language.Lexing;

/// <summary>The kinds of token, named after the rules of Nix's lexer.l.</summary>
public enum TokenKind
{
    End, Invalid,
    Id, Int, Float, Uri, SearchPath,
    PathStart, PathPart, PathEnd,
    StringStart, StringPart, StringEnd,
    IndentedStart, IndentedPart, IndentedEscape, IndentedEnd,
    InterpolationStart,
    If, Then, Else, Assert, With, Let, In, Rec, Inherit, Or,
    LeftBrace, RightBrace, LeftBracket, RightBracket, LeftParen, RightParen,
    Semicolon, Colon, Comma, Dot, At, Question, Ellipsis, Assign,
    Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual,
    And, OrOr, Implies, Update, Concat, Plus, Minus, Star, Slash, Not, PipeInto, PipeFrom,
}

/// <summary>A token: its place, and its text with escapes already resolved where it is part of a string.</summary>
public readonly record struct Token(TokenKind Kind, int Start, int End, string Text);
