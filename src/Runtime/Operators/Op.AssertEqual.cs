using System;

namespace Tvix.Aot.Runtime;

/// <summary><c>assert a == b</c>: the message names the first difference (EvalState::assertEqValues).</summary>
public static partial class Op
{
    /// <exception cref="EvalException">An assertion error when the sides are not equal.</exception>
    public static void AssertEqual(Value l, Value r, int pos, int comparison)
    {
        l = Force(l);
        r = Force(r);
        if (!EqualForced(l, r))
        {
            throw new EvalException(ErrorKind.Assertion, Difference(l, r), pos);
        }
    }

    private static string Difference(Value l, Value r)
    {
        l = Force(l);
        r = Force(r);
        if (l is NixInt or NixFloat && r is NixInt or NixFloat || (l.GetType() == r.GetType() && l is NixBool))
        {
            return $"{TypeNames.WithArticle(l)} with value '{ErrorPrinter.Print(l)}' is not equal to {TypeNames.WithArticle(r)} with value '{ErrorPrinter.Print(r)}'";
        }

        switch (l, r)
        {
            case (NixString, NixString): return $"string '{ErrorPrinter.Print(l)}' is not equal to string '{ErrorPrinter.Print(r)}'";
            case (NixPath, NixPath): return $"path '{ErrorPrinter.Print(l)}' is not equal to path '{ErrorPrinter.Print(r)}'";
            case (NixList a, NixList b): return ListDifference(a, b);
            case (NixAttrs a, NixAttrs b): return AttrsDifference(a, b);
            case (NixLambda or PartialApplication or Builtin, NixLambda or PartialApplication or Builtin):
                return $"distinct functions and immediate comparisons of identical functions compare as unequal";
            default:
                return $"{TypeNames.WithArticle(l)} of value '{ErrorPrinter.Print(l)}' is not equal to {TypeNames.WithArticle(r)} of value '{ErrorPrinter.Print(r)}'";
        }
    }

    private static string ListDifference(NixList a, NixList b)
    {
        if (a.Count != b.Count)
        {
            return $"list of size '{a.Count}' is not equal to list of size '{b.Count}', left hand side is '{ErrorPrinter.Print(a)}', right hand side is '{ErrorPrinter.Print(b)}'";
        }

        for (int i = 0; i < a.Count; i++)
        {
            if (!EqualSlots(a[i], b[i]))
            {
                return Difference(a[i], b[i]);
            }
        }

        return "lists are not equal";
    }

    private static string AttrsDifference(NixAttrs a, NixAttrs b)
    {
        if (IsDerivation(a) && IsDerivation(b) && a.Find(Symbols.OutPath) is { } x && b.Find(Symbols.OutPath) is { } y)
        {
            return Difference(x, y);
        }

        Shape left = a.Shape, right = b.Shape;
        bool sameNames = left.Keys.AsSpan().SequenceEqual(right.Keys);
        for (int i = 0; sameNames && i < left.Count; i++)
        {
            if (!EqualSlots(a.Values[i].V, b.Values[i].V))
            {
                return Difference(a.Values[i].V, b.Values[i].V);
            }
        }

        return $"attribute names of attribute set '{ErrorPrinter.Print(a)}' differs from attribute set '{ErrorPrinter.Print(b)}'";
    }
}
