using System.Collections.Generic;
using Tvix.Aot.Language.Lexing;
using Tvix.Aot.Language.Syntax;

namespace Tvix.Aot.Language.Parsing;

/// <summary>Bindings of sets and lets, attribute paths and their merging.</summary>
public sealed partial class Parser
{
    private AttrSetSyntax ParseBindings(int at, TokenKind end, string expected)
    {
        var set = new AttrSetSyntax(at);
        while (Kind != end && !_gaveUp)
        {
            int start = _next, depth = _depth, open = _open.Count;
            try
            {
                ParseBinding(set, expected);
            }
            catch (SyntaxException) when (Kind != TokenKind.End)
            {
                _depth = depth;
                _open.RemoveRange(open, _open.Count - open);
                SkipToNextBinding(start, end);
            }
        }

        return set;
    }

    /// <summary>Recovery: on to behind the next <c>;</c> of this level, or to the closing token.</summary>
    private void SkipToNextBinding(int start, TokenKind end)
    {
        int nesting = 0;
        if (_next == start)
        {
            _next++;
        }

        while (Kind != TokenKind.End)
        {
            if (nesting == 0 && Kind == end)
            {
                return;
            }

            switch (Take().Kind)
            {
                case TokenKind.Semicolon when nesting <= 0: return;
                case TokenKind.LeftBrace or TokenKind.InterpolationStart or TokenKind.LeftParen or TokenKind.LeftBracket: nesting++; break;
                case TokenKind.RightBrace or TokenKind.RightParen or TokenKind.RightBracket: nesting--; break;
            }
        }
    }

    /// <param name="expected">What a message says could stand here instead.</param>
    private void ParseBinding(AttrSetSyntax set, string expected)
    {
        if (Kind == TokenKind.Inherit)
        {
            ParseInherit(set);
            return;
        }

        int at = Current.Start;
        IReadOnlyList<AttrNameSyntax> path = ParseAttrPath(expected);
        if (Kind != TokenKind.Assign && !_gaveUp)
        {
            throw Unexpected("'.' or '='");
        }

        Take();
        SyntaxNode value = ParseExpression();
        Expect(TokenKind.Semicolon);
        if (!_gaveUp)
        {
            Insert(set, path, value, at);
        }
    }

    private void ParseInherit(AttrSetSyntax set)
    {
        Take();
        int source = -1;
        if (TryTake(TokenKind.LeftParen))
        {
            SyntaxNode from = ParseExpression();
            Expect(TokenKind.RightParen);
            source = set.Sources.Count;
            set.AddSource(from);
        }

        // Nix adds them at the semicolon: what is wrong before that comes first.
        var names = new List<AttrNameSyntax>();
        while (Kind != TokenKind.Semicolon && !_gaveUp)
        {
            AttrNameSyntax name = ParseAttrName(expected: null);
            if (name.Name is null)
            {
                Report("NIX1006", name.At, "dynamic attributes not allowed in inherit");
                continue;
            }

            names.Add(name);
        }

        Take();
        foreach (AttrNameSyntax name in names)
        {
            AddInherited(set, name, source);
        }
    }

    private void AddInherited(AttrSetSyntax set, AttrNameSyntax name, int source)
    {
        string text = name.Name!;
        if (set.Find(text) is { } earlier)
        {
            ReportDuplicate(Shared.StringLiteral.AttrName(text), name.At, earlier.At);
            return;
        }

        SyntaxNode value = source < 0
            ? new NameSyntax(name.At, text)
            : new SelectSyntax(name.At, set.Sources[source], new[] { name }, null);
        set.Add(new AttrSyntax(text, name.At, source < 0 ? AttrKind.Inherited : AttrKind.InheritedFrom, value, source));
    }

    private const string AnyAttrName = "identifier or 'or' or '${' or '\"'";

    private IReadOnlyList<AttrNameSyntax> ParseAttrPath(string expected = AnyAttrName)
    {
        AttrNameSyntax first = ParseAttrName(expected);
        if (Kind != TokenKind.Dot)
        {
            return new[] { first };
        }

        var path = new List<AttrNameSyntax> { first };
        while (TryTake(TokenKind.Dot))
        {
            path.Add(ParseAttrName(AnyAttrName));
        }

        return path;
    }

    private AttrNameSyntax ParseAttrName(string? expected)
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Id or TokenKind.Or:
                Take();
                return new AttrNameSyntax(token.Start, Intern(token.Text), null);
            case TokenKind.StringStart:
                return NameOrComputed(token.Start, ParseString());
            case TokenKind.InterpolationStart:
                return NameOrComputed(token.Start, ParseInterpolation());
            default:
                return _gaveUp ? new AttrNameSyntax(token.Start, "", null) : throw Unexpected(expected);
        }
    }

    private AttrNameSyntax NameOrComputed(int at, SyntaxNode node) =>
        node is StringSyntax text ? new AttrNameSyntax(at, Intern(text.Value), null) : new AttrNameSyntax(at, null, node);

    /// <summary>Inserts <c>a.b.c = value</c>, making or entering the sets on the way (ParserState::addAttr).</summary>
    private void Insert(AttrSetSyntax set, IReadOnlyList<AttrNameSyntax> path, SyntaxNode value, int at)
    {
        for (int i = 0; i < path.Count - 1; i++)
        {
            AttrSetSyntax nested;
            if (path[i].Name is not { } name)
            {
                nested = new AttrSetSyntax(at);
                set.Add(new DynamicAttrSyntax(at, path[i].Computed!, nested));
            }
            else if (set.Find(name) is { } existing)
            {
                if (existing.Value is not AttrSetSyntax inner)
                {
                    ReportDuplicate(AttrPathText(path, i + 1), at, existing.At);
                    return;
                }

                nested = inner;
            }
            else
            {
                nested = new AttrSetSyntax(at);
                set.Add(new AttrSyntax(name, at, AttrKind.Plain, nested));
            }

            set = nested;
        }

        AttrNameSyntax last = path[path.Count - 1];
        if (last.Name is { } leaf)
        {
            InsertLeaf(set, path, "", new AttrSyntax(leaf, at, AttrKind.Plain, value));
        }
        else
        {
            set.Add(new DynamicAttrSyntax(at, last.Computed!, value));
        }
    }

    /// <param name="path">How the text names the set or leaf; behind it, after a merge, come <paramref name="more"/> names.</param>
    private void InsertLeaf(AttrSetSyntax set, IReadOnlyList<AttrNameSyntax> path, string more, AttrSyntax attr)
    {
        if (set.Find(attr.Name) is not { } existing)
        {
            set.Add(attr);
        }
        else if (existing.Value is AttrSetSyntax into && attr.Value is AttrSetSyntax from)
        {
            Merge(into, from, path, more);
        }
        else
        {
            ReportDuplicate(AttrPathText(path, path.Count) + more, attr.At, existing.At);
        }
    }

    private void Merge(AttrSetSyntax into, AttrSetSyntax from, IReadOnlyList<AttrNameSyntax> path, string more)
    {
        int shift = into.Sources.Count;
        foreach (AttrSyntax attr in from.Attrs)
        {
            if (attr.Kind == AttrKind.InheritedFrom)
            {
                attr.Source += shift;
            }

            InsertLeaf(into, path, more + "." + Shared.StringLiteral.AttrName(attr.Name), attr);
        }

        into.AddRest(from);
        from.Clear();
    }

    private static string AttrPathText(IReadOnlyList<AttrNameSyntax> path, int count)
    {
        var names = new List<string>();
        for (int i = 0; i < count; i++)
        {
            names.Add(path[i].Name is { } name ? Shared.StringLiteral.AttrName(name) : "${…}");
        }

        return string.Join(".", names);
    }

    private void ReportDuplicate(string path, int at, int earlier)
    {
        Text.LinePosition first = _source.PositionOf(earlier);
        Report("NIX1011", at, $"attribute '{path}' already defined at {_source.Path}:{first.Line}:{first.Column}");
    }
}
