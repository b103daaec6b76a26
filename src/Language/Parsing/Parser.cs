using System;
using System.Collections.Generic;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Lexing;
using Tvix.Aot.Language.Syntax;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Language.Parsing;

/// <summary>
/// Tokens to syntax, by recursive descent over the grammar of Nix's parser.y. After an error it skips to the
/// next binding and goes on, so that one run reports several errors.
/// </summary>
public sealed partial class Parser
{
    // Every phase recurses with it, on a stack of 512 MB. Nix gives up somewhere behind 200,000 brackets.
    private const int MaxDepth = 60_000;

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics = new();
    private readonly DiagnosticBag _ofLexer = new();
    private readonly ParseOptions _options;
    private const int CharactersOfToken = 6;

    // What one parser has used, the next one of the thread uses again.
    private const int MostSpare = 1 << 14;

    [ThreadStatic]
    private static List<Token>? s_tokens;

    [ThreadStatic]
    private static HashSet<string>? s_seenNames;

    [ThreadStatic]
    private static List<string>? s_names;

    [ThreadStatic]
    private static List<SyntaxNode>? s_open;

    private readonly List<Token> _tokens = s_tokens ?? new();
    private readonly HashSet<string> _seenNames = s_seenNames ?? new(StringComparer.Ordinal);
    private readonly List<string> _names = s_names ?? new();

    // The parts of lists and calls that are being read.
    private readonly List<SyntaxNode> _open = s_open ?? new();
    private int _next;
    private int _depth;
    private bool _gaveUp;

    private Parser(SourceText source, ParseOptions options)
    {
        _source = source;
        _options = options;
        (s_tokens, s_seenNames, s_names, s_open) = (null, null, null, null);
        // A list that grows by doubling takes twice the room.
        _tokens.Capacity = Math.Max(_tokens.Capacity, source.Bytes.Length / CharactersOfToken);
        Lexer.Tokenize(source, _ofLexer, _tokens);
    }

    /// <summary>What lexer and parser object to, in the order in which a parser that asks for one token after the other would have met it.</summary>
    private void ReportTo(DiagnosticBag diagnostics)
    {
        int next = 0;
        foreach (Diagnostic diagnostic in _diagnostics.Items)
        {
            for (; next < _ofLexer.Items.Count && _ofLexer.Items[next].Offset <= diagnostic.Offset; next++)
            {
                diagnostics.Add(_ofLexer.Items[next]);
            }

            diagnostics.Add(diagnostic);
        }

        for (; next < _ofLexer.Items.Count; next++)
        {
            diagnostics.Add(_ofLexer.Items[next]);
        }
    }

    private ParseResult Finish(SyntaxNode root)
    {
        var result = new ParseResult(root, _names.ToArray());
        GiveBack();
        return result;
    }

    private void GiveBack()
    {
        if (_tokens.Count > MostSpare || _names.Count > MostSpare)
        {
            return;
        }

        _tokens.Clear();
        _seenNames.Clear();
        _names.Clear();
        _open.Clear();
        (s_tokens, s_seenNames, s_names, s_open) = (_tokens, _seenNames, _names, _open);
    }

    /// <summary>Parses a whole file. Errors go to <paramref name="diagnostics"/>; the tree is then not to be used.</summary>
    public static ParseResult Parse(SourceText source, ParseOptions options, DiagnosticBag diagnostics)
    {
        var parser = new Parser(source, options);
        SyntaxNode root;
        try
        {
            root = parser.ParseExpression();
            // What is left over after an error says nothing of its own.
            if (parser.Current.Kind != TokenKind.End && !parser._diagnostics.HasErrors)
            {
                parser.Unexpected("end of file");
            }
        }
        catch (SyntaxException)
        {
            root = new IntSyntax(0, 0);
        }

        parser.ReportTo(diagnostics);
        return parser.Finish(root);
    }

    private Token Current => _tokens[_next];

    private TokenKind Kind => _tokens[_next].Kind;

    private TokenKind KindAt(int ahead) => _tokens[Math.Min(_next + ahead, _tokens.Count - 1)].Kind;

    /// <summary>What was opened since there were so many parts.</summary>
    private SyntaxNode[] Close(int count)
    {
        var parts = new SyntaxNode[_open.Count - count];
        _open.CopyTo(count, parts, 0, parts.Length);
        _open.RemoveRange(count, parts.Length);
        return parts;
    }

    private Token Take()
    {
        Token token = _tokens[_next];
        if (token.Kind != TokenKind.End)
        {
            _next++;
        }

        return token;
    }

    private bool TryTake(TokenKind kind)
    {
        if (Kind != kind)
        {
            return false;
        }

        _next++;
        return true;
    }

    private Token Expect(TokenKind kind)
    {
        if (_gaveUp)
        {
            return Current;
        }

        if (Kind != kind)
        {
            throw Unexpected(TokenNames.Of(kind));
        }

        return Take();
    }

    /// <summary>Names in the order of their first occurrence: Nix forces attributes in this order.</summary>
    private string Intern(string name)
    {
        if (_seenNames.Add(name))
        {
            _names.Add(name);
        }

        return name;
    }

    private SyntaxException Unexpected(string? expected = null)
    {
        // Nix's lexer objects to the operator before its parser does.
        return Kind is TokenKind.PipeInto or TokenKind.PipeFrom && !_options.PipeOperators
            ? Fail("NIX1007", Current.Start, "experimental Nix feature 'pipe-operators' is disabled; add '--extra-experimental-features pipe-operators' to enable it")
            : Fail("NIX1004", Current.Start, $"syntax error, unexpected {TokenNames.Of(Current)}" + (expected == null ? "" : ", expecting " + expected));
    }

    private SyntaxException Fail(string id, int at, string message)
    {
        Report(id, at, message);
        return new SyntaxException();
    }

    private void Report(string id, int at, string message) =>
        _diagnostics.Add(new Diagnostic(id, _source, at, message));

    private SyntaxNode ParseExpression()
    {
        Enter();
        SyntaxNode node = Kind switch
        {
            TokenKind.Assert => ParseAssert(),
            TokenKind.With => ParseWith(),
            TokenKind.Let when KindAt(1) != TokenKind.LeftBrace => ParseLet(),
            TokenKind.If => ParseIf(),
            TokenKind.Id when KindAt(1) is TokenKind.Colon or TokenKind.At => ParseLambda(),
            TokenKind.LeftBrace when StartsFormals() => ParseLambda(),
            _ => ParsePipes(),
        };
        _depth--;
        return node;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            // So many levels are not unwound by an exception, which takes seconds: the rest of the text is dropped,
            // and every level ends by itself.
            Report("NIX1005", Current.Start, "syntax error, expressions are nested too deeply (memory exhausted)");
            _gaveUp = true;
            _next = _tokens.Count - 1;
        }
    }

    private AssertSyntax ParseAssert()
    {
        int at = Take().Start;
        SyntaxNode test = ParseExpression();
        Expect(TokenKind.Semicolon);
        return new AssertSyntax(at, test, ParseExpression());
    }

    private WithSyntax ParseWith()
    {
        int at = Take().Start;
        SyntaxNode set = ParseExpression();
        Expect(TokenKind.Semicolon);
        return new WithSyntax(at, set, ParseExpression());
    }

    private IfSyntax ParseIf()
    {
        int at = Take().Start;
        SyntaxNode test = ParseExpression();
        Expect(TokenKind.Then);
        SyntaxNode then = ParseExpression();
        Expect(TokenKind.Else);
        return new IfSyntax(at, test, then, ParseExpression());
    }

    private LetSyntax ParseLet()
    {
        int at = Take().Start;
        AttrSetSyntax bindings = ParseBindings(at, TokenKind.In, "'in' or 'inherit'");
        Expect(TokenKind.In);
        SyntaxNode body = ParseExpression();
        if (bindings.Dynamic.Count > 0)
        {
            Report("NIX1006", at, "dynamic attributes not allowed in let");
        }

        return new LetSyntax(at, bindings, body);
    }

    private sealed class SyntaxException : Exception;
}

/// <summary>The tree of a file and its names in the order of their first occurrence.</summary>
public sealed record ParseResult(SyntaxNode Root, IReadOnlyList<string> Names);
