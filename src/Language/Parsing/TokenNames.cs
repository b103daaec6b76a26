using Tvix.Aot.Language.Lexing;

namespace Tvix.Aot.Language.Parsing;

/// <summary>What syntax errors call the tokens.</summary>
internal static class TokenNames
{
    public static string Of(Token token) => token.Kind == TokenKind.PathStart && token.Text[0] == '~' ? HomePath : Of(token.Kind);

    // The name has an ellipsis, whose bytes are carried as chars.
    private const string HomePath = "'~/\u00e2\u0080\u00a6' path";

    public static string Of(TokenKind kind) => kind switch
    {
        TokenKind.End => "end of file",
        TokenKind.Invalid => "invalid token",
        TokenKind.Id => "identifier",
        TokenKind.Int => "integer",
        TokenKind.Float => "floating-point literal",
        TokenKind.Uri => "URI",
        TokenKind.PathStart or TokenKind.PathPart => "path",
        TokenKind.PathEnd => "end of path",
        TokenKind.SearchPath => "'<\u00e2\u0080\u00a6>' path",
        TokenKind.StringStart or TokenKind.StringEnd => "'\"'",
        TokenKind.StringPart => "string",
        TokenKind.IndentedStart => "start of an indented string",
        TokenKind.IndentedPart or TokenKind.IndentedEscape => "indented string",
        TokenKind.IndentedEnd => "end of an indented string",
        TokenKind.InterpolationStart => "'${'",
        TokenKind.If => "'if'",
        TokenKind.Then => "'then'",
        TokenKind.Else => "'else'",
        TokenKind.Assert => "'assert'",
        TokenKind.With => "'with'",
        TokenKind.Let => "'let'",
        TokenKind.In => "'in'",
        TokenKind.Rec => "'rec'",
        TokenKind.Inherit => "'inherit'",
        TokenKind.Or => "'or'",
        _ => Operator(kind),
    };

    private static string Operator(TokenKind kind) => kind switch
    {
        TokenKind.LeftBrace => "'{'",
        TokenKind.RightBrace => "'}'",
        TokenKind.LeftBracket => "'['",
        TokenKind.RightBracket => "']'",
        TokenKind.LeftParen => "'('",
        TokenKind.RightParen => "')'",
        TokenKind.Semicolon => "';'",
        TokenKind.Colon => "':'",
        TokenKind.Comma => "','",
        TokenKind.Dot => "'.'",
        TokenKind.At => "'@'",
        TokenKind.Question => "'?'",
        TokenKind.Ellipsis => "'...'",
        TokenKind.Assign => "'='",
        TokenKind.Equal => "'=='",
        TokenKind.NotEqual => "'!='",
        TokenKind.Less => "'<'",
        TokenKind.LessEqual => "'<='",
        TokenKind.Greater => "'>'",
        TokenKind.GreaterEqual => "'>='",
        TokenKind.And => "'&&'",
        TokenKind.OrOr => "'||'",
        TokenKind.Implies => "'->'",
        TokenKind.Update => "'//'",
        TokenKind.Concat => "'++'",
        TokenKind.Plus => "'+'",
        TokenKind.Minus => "'-'",
        TokenKind.Star => "'*'",
        TokenKind.Slash => "'/'",
        TokenKind.Not => "'!'",
        TokenKind.PipeInto => "'|>'",
        _ => "'<|'",
    };
}
