using System.Globalization;
using Tvix.Aot.Language.Lexing;
using Tvix.Aot.Language.Syntax;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Language.Parsing;

/// <summary>Literals, names, brackets, lists.</summary>
public sealed partial class Parser
{
    private SyntaxNode ParseSimple()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Id: Take(); return token.Text == "__curPos" ? new CurPosSyntax(token.Start) : new NameSyntax(token.Start, Intern(token.Text));
            case TokenKind.Int: return ParseInt();
            case TokenKind.Float: return ParseFloat();
            case TokenKind.Uri: LintUrl(Take()); return new StringSyntax(token.Start, token.Text);
            case TokenKind.StringStart: return ParseString();
            case TokenKind.IndentedStart: return ParseIndentedString();
            case TokenKind.PathStart: return ParsePath();
            case TokenKind.SearchPath: return ParseSearchPath();
            case TokenKind.LeftParen: return ParseParenthesised();
            case TokenKind.LeftBracket: return ParseList();
            case TokenKind.LeftBrace: return ParseSet(Current.Start, isRecursive: false);
            case TokenKind.Rec: return ParseSet(Take().Start, isRecursive: true);
            case TokenKind.Let: return ParseOldLet();
            default:
                return _gaveUp ? new IntSyntax(token.Start, 0) : throw Unexpected();
        }
    }

    private IntSyntax ParseInt()
    {
        Token token = Take();
        if (!long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
        {
            Report("NIX1009", token.Start, $"invalid integer '{token.Text}'");
        }

        return new IntSyntax(token.Start, value);
    }

    private FloatSyntax ParseFloat()
    {
        Token token = Take();
        bool ok = double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        // strtod reports ERANGE for overflow and for results below the normal range.
        bool isZero = value == 0 && !HasNonZeroMantissa(token.Text);
        if (!ok || double.IsInfinity(value) || (!isZero && System.Math.Abs(value) < 2.2250738585072014e-308))
        {
            Report("NIX1010", token.Start, $"invalid float '{token.Text}'");
        }

        return new FloatSyntax(token.Start, value);
    }

    private static bool HasNonZeroMantissa(string text)
    {
        foreach (char c in text)
        {
            if (c is 'e' or 'E')
            {
                return false;
            }

            if (c is >= '1' and <= '9')
            {
                return true;
            }
        }

        return false;
    }

    private SyntaxNode ParseParenthesised()
    {
        Take();
        SyntaxNode inner = ParseExpression();
        Expect(TokenKind.RightParen);
        _callOfOr = null;
        return inner;
    }

    private ListSyntax ParseList()
    {
        int at = Take().Start;
        Enter();
        int open = _open.Count;
        while (Kind != TokenKind.RightBracket && !_gaveUp)
        {
            if (!StartsSimple())
            {
                throw Unexpected();
            }

            _open.Add(ParseOperand());
        }

        Take();
        _depth--;
        return new ListSyntax(at, Close(open));
    }

    /// <param name="at">Of the brace, or of <c>rec</c>.</param>
    private AttrSetSyntax ParseSet(int at, bool isRecursive)
    {
        Expect(TokenKind.LeftBrace);
        Enter();
        AttrSetSyntax set = ParseBindings(at, TokenKind.RightBrace, isRecursive ? "'inherit' or '}'" : "'inherit'");
        set.IsRecursive = isRecursive;
        Expect(TokenKind.RightBrace);
        _depth--;
        return set;
    }

    /// <summary><c>let { …; body = e; }</c> is <c>(rec { … }).body</c>.</summary>
    private SelectSyntax ParseOldLet()
    {
        Take();
        AttrSetSyntax set = ParseSet(Current.Start, isRecursive: true);
        return new SelectSyntax(SourceText.Nowhere, set, new[] { new AttrNameSyntax(SourceText.Nowhere, Intern("body"), null) }, null);
    }

    private CallSyntax ParseSearchPath()
    {
        Token token = Take();
        return Primitive(token.Start, "__findFile", new NameSyntax(token.Start, "__nixPath"), new StringSyntax(token.Start, token.Text));
    }
}
