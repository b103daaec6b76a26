using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Lexing;
using Tvix.Aot.Language.Syntax;

namespace Tvix.Aot.Language.Parsing;

/// <summary>Functions: <c>x: e</c>, <c>{ a, b ? c, ... }: e</c>, and <c>@</c> on either side.</summary>
public sealed partial class Parser
{
    /// <summary>Tells <c>{ a, b }: …</c> from a set by the first tokens behind the brace.</summary>
    private bool StartsFormals() => KindAt(1) switch
    {
        TokenKind.Ellipsis => true,
        TokenKind.RightBrace => KindAt(2) is TokenKind.Colon or TokenKind.At,
        TokenKind.Id => KindAt(2) is TokenKind.Comma or TokenKind.Question or TokenKind.RightBrace,
        _ => false,
    };

    private LambdaSyntax ParseLambda()
    {
        int at = Current.Start;
        string? parameter = null;
        FormalsSyntax? formals = null;
        if (Kind == TokenKind.Id)
        {
            parameter = Take().Text;
            if (TryTake(TokenKind.At))
            {
                formals = ParseFormals();
            }
        }
        else
        {
            formals = ParseFormals();
            if (TryTake(TokenKind.At))
            {
                parameter = Expect(TokenKind.Id).Text;
            }
            else if (Kind != TokenKind.Colon && !_gaveUp)
            {
                throw Unexpected("':' or '@'");
            }
        }

        Expect(TokenKind.Colon);
        SyntaxNode body = ParseExpression();
        CheckDuplicates(parameter, formals, at);
        if (parameter != null)
        {
            // Nix's parser makes the symbol when it has read the whole function, and a formal's behind its default.
            Intern(parameter);
        }

        return new LambdaSyntax(at, parameter, formals, body);
    }

    /// <summary>Names that two arguments have, once the whole function is read (validateFormals): those first that were first met.</summary>
    private void CheckDuplicates(string? parameter, FormalsSyntax? formals, int at)
    {
        if (formals == null)
        {
            return;
        }

        // Few enough to compare each with each, mostly.
        const int Few = 32;
        HashSet<string>? seen = formals.Items.Count > Few ? new HashSet<string>(System.StringComparer.Ordinal) : null;
        List<FormalSyntax>? twice = null;
        for (int i = 0; i < formals.Items.Count; i++)
        {
            FormalSyntax formal = formals.Items[i];
            if (seen != null ? !seen.Add(formal.Name) : IndexOf(formals, formal.Name) < i)
            {
                (twice ??= new()).Add(formal);
            }
        }

        foreach (FormalSyntax formal in twice?.OrderBy(f => RankOf(f.Name)) ?? Enumerable.Empty<FormalSyntax>())
        {
            Report("NIX1012", formal.At, $"duplicate formal function argument '{formal.Name}'");
        }

        if (parameter != null && IndexOf(formals, parameter) >= 0)
        {
            Report("NIX1012", at, $"duplicate formal function argument '{parameter}'");
        }
    }

    /// <summary>How early the evaluation met a name.</summary>
    private int RankOf(string name)
    {
        int rank = (_options.NamesBefore?.Invoke() ?? Enumerable.Empty<string>()).TakeWhile(n => n != name).Count();
        return rank + _names.TakeWhile(n => n != name).Count();
    }

    private static int IndexOf(FormalsSyntax formals, string name)
    {
        for (int i = 0; i < formals.Items.Count; i++)
        {
            if (formals.Items[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private FormalsSyntax ParseFormals()
    {
        Expect(TokenKind.LeftBrace);
        var items = new List<FormalSyntax>();
        bool ellipsis = false;
        string expected = "identifier or '...' or '}'";
        while (Kind != TokenKind.RightBrace && !_gaveUp)
        {
            if (TryTake(TokenKind.Ellipsis))
            {
                ellipsis = true;
                expected = "'}'";
                break;
            }

            if (Kind != TokenKind.Id)
            {
                throw Unexpected(expected);
            }

            Token name = Take();
            SyntaxNode? byDefault = TryTake(TokenKind.Question) ? ParseExpression() : null;
            Intern(name.Text);
            items.Add(new FormalSyntax(name.Start, name.Text, byDefault));
            if (!TryTake(TokenKind.Comma))
            {
                expected = "'}' or ','";
                break;
            }
        }

        if (Kind != TokenKind.RightBrace && !_gaveUp)
        {
            throw Unexpected(expected);
        }

        Take();
        return new FormalsSyntax(items, ellipsis);
    }
}
