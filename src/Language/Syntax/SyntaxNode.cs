using System.Collections.Generic;

namespace Tvix.Aot.Language.Syntax;

/// <summary>An expression as Nix's parser builds it: sugar resolved, names not. <paramref name="At"/> is a byte offset.</summary>
public abstract record SyntaxNode(int At);

public sealed record IntSyntax(int At, long Value) : SyntaxNode(At);

public sealed record FloatSyntax(int At, double Value) : SyntaxNode(At);

/// <summary>A string without interpolation; bytes as chars.</summary>
public sealed record StringSyntax(int At, string Value) : SyntaxNode(At);

/// <summary>A path literal, absolute and canonical.</summary>
public sealed record PathSyntax(int At, string Value) : SyntaxNode(At);

public sealed record NameSyntax(int At, string Name) : SyntaxNode(At);

public sealed record CurPosSyntax(int At) : SyntaxNode(At);

/// <summary>A step of an attribute path: a static name, or an expression.</summary>
public sealed record AttrNameSyntax(int At, string? Name, SyntaxNode? Computed);

public sealed record SelectSyntax(int At, SyntaxNode Set, IReadOnlyList<AttrNameSyntax> Path, SyntaxNode? Fallback) : SyntaxNode(At);

public sealed record HasAttrSyntax(int At, SyntaxNode Set, IReadOnlyList<AttrNameSyntax> Path) : SyntaxNode(At);

public sealed record ListSyntax(int At, IReadOnlyList<SyntaxNode> Items) : SyntaxNode(At);

public sealed record CallSyntax(int At, SyntaxNode Function, IReadOnlyList<SyntaxNode> Arguments) : SyntaxNode(At);

public sealed record LetSyntax(int At, AttrSetSyntax Bindings, SyntaxNode Body) : SyntaxNode(At);

public sealed record WithSyntax(int At, SyntaxNode Set, SyntaxNode Body) : SyntaxNode(At);

public sealed record IfSyntax(int At, SyntaxNode Test, SyntaxNode Then, SyntaxNode Else) : SyntaxNode(At);

public sealed record AssertSyntax(int At, SyntaxNode Test, SyntaxNode Body) : SyntaxNode(At);

public sealed record NotSyntax(int At, SyntaxNode Operand) : SyntaxNode(At);

public enum BinaryOperator { Equal, NotEqual, And, Or, Implies, Update, Concat }

public sealed record BinarySyntax(int At, BinaryOperator Operator, SyntaxNode Left, SyntaxNode Right) : SyntaxNode(At);

/// <summary>Interpolation and <c>+</c>; the result is a string when <paramref name="ForceString"/>.</summary>
/// <param name="PartStarts">Where each part begins: with its bracket or its <c>${</c>.</param>
public sealed record ConcatSyntax(int At, bool ForceString, IReadOnlyList<SyntaxNode> Parts, IReadOnlyList<int> PartStarts) : SyntaxNode(At);

public sealed record FormalSyntax(int At, string Name, SyntaxNode? Default);

public sealed record FormalsSyntax(IReadOnlyList<FormalSyntax> Items, bool Ellipsis);

public sealed record LambdaSyntax(int At, string? Parameter, FormalsSyntax? Formals, SyntaxNode Body) : SyntaxNode(At);
