using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Lexing;
using Tvix.Aot.Language.Syntax;

namespace Tvix.Aot.Language.Parsing;

/// <summary>Operators by precedence climbing; the table of parser.y.</summary>
public sealed partial class Parser
{
    private const int LevelNot = 7, LevelHasAttr = 11, LevelNegate = 12;

    private enum Associativity { Left, Right, None }

    private SyntaxNode ParsePipes()
    {
        SyntaxNode left = ParseOperators(0);
        if (Kind is TokenKind.PipeInto or TokenKind.PipeFrom && !_options.PipeOperators)
        {
            throw Unexpected();
        }

        // The two are not mixed: who called objects to the other one.
        if (Kind == TokenKind.PipeFrom)
        {
            return ParsePipesFrom(left);
        }

        while (Kind == TokenKind.PipeInto)
        {
            int at = Take().Start;
            left = Call(at, ParseOperators(0), new[] { left });
        }

        return left;
    }

    private CallSyntax ParsePipesFrom(SyntaxNode function)
    {
        Enter();
        int at = Take().Start;
        SyntaxNode argument = ParseOperators(0);
        CallSyntax call = Call(at, function, new[] { Kind == TokenKind.PipeFrom ? ParsePipesFrom(argument) : argument });
        _depth--;
        return call;
    }

    private static (int Level, Associativity Side) Precedence(TokenKind kind) => kind switch
    {
        TokenKind.Implies => (1, Associativity.Right),
        TokenKind.OrOr => (2, Associativity.Left),
        TokenKind.And => (3, Associativity.Left),
        TokenKind.Equal or TokenKind.NotEqual => (4, Associativity.None),
        TokenKind.Less or TokenKind.LessEqual or TokenKind.Greater or TokenKind.GreaterEqual => (5, Associativity.None),
        TokenKind.Update => (6, Associativity.Right),
        TokenKind.Plus or TokenKind.Minus => (8, Associativity.Left),
        TokenKind.Star or TokenKind.Slash => (9, Associativity.Left),
        TokenKind.Concat => (10, Associativity.Right),
        TokenKind.Question => (LevelHasAttr, Associativity.None),
        _ => (-1, Associativity.None),
    };

    private SyntaxNode ParseOperators(int minimum)
    {
        int start = Current.Start;
        SyntaxNode left = ParsePrefix();
        int blocked = -1;
        while (true)
        {
            (int level, Associativity side) = Precedence(Kind);
            if (level < 0 || level < minimum)
            {
                return left;
            }

            if (level == blocked && level != LevelHasAttr)
            {
                throw Unexpected();
            }

            Token op = Take();
            if (op.Kind == TokenKind.Question)
            {
                left = new HasAttrSyntax(op.Start, left, ParseAttrPath());
            }
            else
            {
                Enter();
                int rightStart = Current.Start;
                SyntaxNode right = ParseOperators(side == Associativity.Right ? level : level + 1);
                _depth--;
                left = op.Kind == TokenKind.Plus
                    ? new ConcatSyntax(op.Start, false, new[] { left, right }, new[] { start, rightStart })
                    : Combine(op, left, right);
            }

            blocked = side == Associativity.None ? level : -1;
        }
    }

    private SyntaxNode ParsePrefix()
    {
        if (Kind == TokenKind.Not)
        {
            int at = Take().Start;
            Enter();
            var node = new NotSyntax(at, ParseOperators(LevelNot));
            _depth--;
            return node;
        }

        if (Kind == TokenKind.Minus)
        {
            int at = Take().Start;
            Enter();
            SyntaxNode operand = ParseOperators(LevelNegate);
            _depth--;
            return Primitive(at, "__sub", new IntSyntax(at, 0), operand);
        }

        return ParseApplication();
    }

    private static CallSyntax Primitive(int at, string name, SyntaxNode left, SyntaxNode right) =>
        new(at, new NameSyntax(at, name), new[] { left, right });

    private static SyntaxNode Combine(Token op, SyntaxNode left, SyntaxNode right)
    {
        int at = op.Start;
        return op.Kind switch
        {
            TokenKind.Implies => new BinarySyntax(at, BinaryOperator.Implies, left, right),
            TokenKind.OrOr => new BinarySyntax(at, BinaryOperator.Or, left, right),
            TokenKind.And => new BinarySyntax(at, BinaryOperator.And, left, right),
            TokenKind.Equal => new BinarySyntax(at, BinaryOperator.Equal, left, right),
            TokenKind.NotEqual => new BinarySyntax(at, BinaryOperator.NotEqual, left, right),
            TokenKind.Update => new BinarySyntax(at, BinaryOperator.Update, left, right),
            TokenKind.Concat => new BinarySyntax(at, BinaryOperator.Concat, left, right),
            TokenKind.Minus => Primitive(at, "__sub", left, right),
            TokenKind.Star => Primitive(at, "__mul", left, right),
            TokenKind.Slash => Primitive(at, "__div", left, right),
            TokenKind.Less => Primitive(at, "__lessThan", left, right),
            TokenKind.Greater => Primitive(at, "__lessThan", right, left),
            TokenKind.LessEqual => new NotSyntax(at, Primitive(at, "__lessThan", right, left)),
            _ => new NotSyntax(at, Primitive(at, "__lessThan", left, right)),
        };
    }

    private SyntaxNode ParseApplication()
    {
        int start = Current.Start;
        SyntaxNode function = ParseSelect();
        if (!StartsSimple())
        {
            return function;
        }

        int open = _open.Count;
        while (StartsSimple())
        {
            _open.Add(ParseOperand());
        }

        return Call(start, function, Close(open));
    }

    // (f a) b is one call like f a b, even where f is an operator.
    private static CallSyntax Call(int at, SyntaxNode function, SyntaxNode[] arguments) => function is CallSyntax inner
        ? new CallSyntax(inner.At, inner.Function, inner.Arguments.Concat(arguments).ToArray())
        : new CallSyntax(at, function, arguments);

    private bool StartsSimple() => Kind switch
    {
        TokenKind.Id or TokenKind.Int or TokenKind.Float or TokenKind.Uri or TokenKind.SearchPath => true,
        TokenKind.PathStart or TokenKind.StringStart or TokenKind.IndentedStart => true,
        TokenKind.LeftParen or TokenKind.LeftBrace or TokenKind.LeftBracket or TokenKind.Rec => true,
        // In a place like this it can only be the old let { … }.
        TokenKind.Let => true,
        _ => false,
    };

    // The last "f or": where it is an operand of something larger, Nix will read it in another way one day.
    private CallSyntax? _callOfOr;
    private int _endOfOr;

    /// <summary>An operand of a call, a list or <c>or</c>.</summary>
    private SyntaxNode ParseOperand()
    {
        SyntaxNode node = ParseSelect();
        if (ReferenceEquals(node, _callOfOr))
        {
            _diagnostics.Add(new Diagnostics.Diagnostic(
                "NIX1008", _source, node.At,
                "This expression uses `or` as an identifier in a way that will change in a future Nix release.\n"
                + $"Wrap this entire expression in parentheses to preserve its current meaning:\n    ({_source.Bytes.Substring(node.At, _endOfOr - node.At)})\n"
                + "Give feedback at https://github.com/NixOS/nix/pull/11121", IsError: false));
        }

        return node;
    }

    private SyntaxNode ParseSelect()
    {
        int start = Current.Start;
        SyntaxNode node = ParseSimple();
        if (Kind == TokenKind.Dot)
        {
            Take();
            IReadOnlyList<AttrNameSyntax> path = ParseAttrPath();
            SyntaxNode? fallback = null;
            if (TryTake(TokenKind.Or))
            {
                Enter();
                fallback = ParseOperand();
                _depth--;
            }

            return new SelectSyntax(start, node, path, fallback);
        }

        if (Kind == TokenKind.Or)
        {
            // "f or" is a call of f with a variable named "or", kept for old code.
            _endOfOr = Take().End;
            return _callOfOr = new CallSyntax(start, node, new[] { new NameSyntax(start, Intern("or")) });
        }

        return node;
    }
}
