using System.Collections.Generic;
using Tvix.Aot.Language.Lexing;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Language.Syntax;

namespace Tvix.Aot.Language.Parsing;

/// <summary>Strings, indented strings and paths with their interpolations.</summary>
public sealed partial class Parser
{
    private SyntaxNode ParseInterpolation()
    {
        Take();
        SyntaxNode inner = ParseExpression();
        Expect(TokenKind.RightBrace);
        return inner;
    }

    private SyntaxNode ParseString()
    {
        int at = Take().Start;
        if (Kind == TokenKind.StringPart && KindAt(1) == TokenKind.StringEnd)
        {
            string text = Take().Text;
            Take();
            return new StringSyntax(at, text);
        }

        var parts = new List<SyntaxNode>();
        var starts = new List<int>();
        bool interpolated = false;
        while (Kind != TokenKind.StringEnd && !_gaveUp)
        {
            starts.Add(Current.Start);
            if (Kind == TokenKind.StringPart)
            {
                Token part = Take();
                parts.Add(new StringSyntax(part.Start, part.Text));
            }
            else if (Kind == TokenKind.InterpolationStart)
            {
                interpolated = true;
                parts.Add(ParseInterpolation());
            }
            else
            {
                throw Unexpected("'\"'");
            }
        }

        Take();
        return parts.Count switch
        {
            0 => new StringSyntax(at, ""),
            1 when parts[0] is StringSyntax only && !interpolated => new StringSyntax(at, only.Value),
            _ => new ConcatSyntax(at, true, parts, starts),
        };
    }

    private readonly record struct IndentedPiece(SyntaxNode? Interpolation, string Text, bool HasIndentation, int At);

    private SyntaxNode ParseIndentedString()
    {
        int at = Take().Start;
        var pieces = new List<IndentedPiece>();
        while (Kind != TokenKind.IndentedEnd && !_gaveUp)
        {
            if (Kind is TokenKind.IndentedPart or TokenKind.IndentedEscape)
            {
                Token part = Take();
                pieces.Add(new IndentedPiece(null, part.Text, part.Kind == TokenKind.IndentedPart, part.Start));
            }
            else if (Kind == TokenKind.InterpolationStart)
            {
                int start = Current.Start;
                pieces.Add(new IndentedPiece(ParseInterpolation(), "", false, start));
            }
            else
            {
                throw Unexpected("indented string or '${' or end of an indented string");
            }
        }

        Take();
        List<SyntaxNode> parts = Unindent(pieces, out List<int> starts);
        return parts.Count switch
        {
            0 => new StringSyntax(at, ""),
            1 when parts[0] is StringSyntax only && !pieces.Exists(p => p.Interpolation != null) => new StringSyntax(at, only.Value),
            _ => new ConcatSyntax(at, true, parts, starts),
        };
    }

    /// <summary>The smallest indentation of any line that is not blank; only spaces count.</summary>
    private static int MinimumIndentation(List<IndentedPiece> pieces)
    {
        bool atLineStart = true;
        int minimum = 1_000_000, current = 0;
        foreach (IndentedPiece piece in pieces)
        {
            foreach (char c in piece.HasIndentation ? piece.Text : "x")
            {
                if (!atLineStart)
                {
                    if (piece.HasIndentation && c == '\n')
                    {
                        (atLineStart, current) = (true, 0);
                    }
                }
                else if (piece.HasIndentation && c == ' ')
                {
                    current++;
                }
                else if (piece.HasIndentation && c == '\n')
                {
                    current = 0;
                }
                else
                {
                    atLineStart = false;
                    minimum = System.Math.Min(minimum, current);
                }
            }
        }

        return minimum;
    }

    private static List<SyntaxNode> Unindent(List<IndentedPiece> pieces, out List<int> starts)
    {
        starts = new List<int>();
        int minimum = MinimumIndentation(pieces);
        var result = new List<SyntaxNode>();
        bool atLineStart = true;
        int dropped = 0;
        for (int i = 0; i < pieces.Count; i++)
        {
            IndentedPiece piece = pieces[i];
            if (piece.Interpolation != null)
            {
                (atLineStart, dropped) = (false, 0);
                result.Add(piece.Interpolation);
                starts.Add(piece.At);
                continue;
            }

            string text = Strip(piece.Text, minimum, ref atLineStart, ref dropped);
            if (i == pieces.Count - 1)
            {
                text = DropBlankLastLine(text);
            }

            if (text.Length > 0)
            {
                result.Add(new StringSyntax(piece.At, text));
                starts.Add(piece.At);
            }
        }

        return result;
    }

    private static string Strip(string text, int minimum, ref bool atLineStart, ref int dropped)
    {
        char[] kept = s_kept is { } spare && spare.Length >= text.Length ? spare : s_kept = new char[text.Length * 2];
        int count = 0;
        foreach (char c in text)
        {
            if (atLineStart && c == ' ')
            {
                if (dropped++ >= minimum)
                {
                    kept[count++] = c;
                }

                continue;
            }

            kept[count++] = c;
            atLineStart = c == '\n';
            dropped = 0;
        }

        return count == text.Length ? text : new string(kept, 0, count);
    }

    [System.ThreadStatic]
    private static char[]? s_kept;

    private static string DropBlankLastLine(string text)
    {
        int newline = text.LastIndexOf('\n');
        int end = text.Length;
        while (end > newline + 1 && text[end - 1] == ' ')
        {
            end--;
        }

        return newline >= 0 && end == newline + 1 ? text.Substring(0, end) : text;
    }

    private SyntaxNode ParsePath()
    {
        Token first = Take();
        LintPath(first);
        string start = first.Text;
        bool home = start.StartsWith("~", System.StringComparison.Ordinal);
        string absolute = home ? _options.Home + start.Substring(1)
            : start.StartsWith("/", System.StringComparison.Ordinal) ? start : _source.BaseDirectory + "/" + start;
        bool more = Kind != TokenKind.PathEnd;
        string canonical = PathText.Canonicalize(absolute);
        // A prefix such as ./a/ keeps its slash: what follows is appended to it.
        if (more && absolute.EndsWith("/", System.StringComparison.Ordinal) && canonical != "/")
        {
            canonical += "/";
        }

        var parts = new List<SyntaxNode> { new PathSyntax(first.Start, canonical) };
        var starts = new List<int> { first.Start };
        RequireInterpolation(first);
        while (Kind != TokenKind.PathEnd && !_gaveUp)
        {
            starts.Add(Current.Start);
            if (Kind == TokenKind.PathPart)
            {
                Token part = Take();
                parts.Add(new StringSyntax(part.Start, part.Text));
            }
            else if (Kind == TokenKind.InterpolationStart)
            {
                parts.Add(ParseInterpolation());
            }
            else
            {
                throw Unexpected("end of path");
            }
        }

        Take();
        return parts.Count == 1 ? parts[0] : new ConcatSyntax(first.Start, false, parts, starts);
    }

    /// <summary>A path that goes on right behind itself, as ./a//b does, must come to an interpolation next (path_start in parser.y).</summary>
    private void RequireInterpolation(Token first)
    {
        if (Kind != TokenKind.PathPart)
        {
            return;
        }

        Token second = _tokens[_next + 1];
        if (second.Kind == TokenKind.PathPart)
        {
            Report("NIX1004", second.Start, "syntax error, unexpected string, expecting '${'");
        }
        else if (second.Kind == TokenKind.PathEnd && !Current.Text.EndsWith("/", System.StringComparison.Ordinal))
        {
            // At the end of the text the place is one token further left.
            Report("NIX1004", second.End < _source.Bytes.Length ? Current.Start : first.Start, "syntax error, unexpected end of path, expecting '${'");
        }
    }
}
