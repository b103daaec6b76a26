namespace Tvix.Aot.Runtime;

/// <summary><c>assert a == b</c>: the message names the first difference, the trace the way to it (EvalState::assertEqValues).</summary>
public static partial class Op
{
    /// <summary>Whether the sides are equal.</summary>
    public static bool AssertHolds(Value l, Value r, int pos)
    {
        try
        {
            return EqualForced(Force(l), Force(r));
        }
        catch (EvalException e) when (e.AddFrame("in the condition of the assert statement", pos))
        {
            throw;
        }
    }

    /// <summary>Says where the sides differ.</summary>
    /// <param name="l">To be evaluated: Nix evaluates both sides a second time.</param>
    /// <param name="condition">The comparison as Nix prints it.</param>
    /// <exception cref="EvalException">The assertion error.</exception>
    public static void AssertFails(Value l, Value r, string condition, int pos)
    {
        try
        {
            AssertSame(l, r);
        }
        catch (EvalException e) when (e.ErrorKind == ErrorKind.Assertion && e.AddFrame($"while evaluating the condition of the assertion '{condition}'", pos))
        {
            throw;
        }

        throw AssertionFailed(condition, pos);
    }

    private static void AssertSame(Value l, Value r)
    {
        l = Force(l);
        r = Force(r);
        if (ReferenceEquals(l, r) && l is not (NixLambda or PartialApplication or Builtin))
        {
            return;
        }

        if (l is NixInt or NixFloat && r is NixInt or NixFloat)
        {
            if (!EqualForced(l, r))
            {
                throw Unequal($"{TypeNames.WithArticle(l)} with value '{Shown(l)}' is not equal to {TypeNames.WithArticle(r)} with value '{Shown(r)}'");
            }

            return;
        }

        switch (l, r)
        {
            case (NixBool, NixBool): Check(l, r, "boolean"); break;
            case (NixString, NixString): Check(l, r, "string"); break;
            case (NixPath, NixPath): Check(l, r, "path"); break;
            case (NixNull, NixNull): break;
            case (NixList a, NixList b): AssertSameLists(a, b); break;
            case (NixAttrs a, NixAttrs b): AssertSameSets(a, b); break;
            case (NixLambda or PartialApplication or Builtin, NixLambda or PartialApplication or Builtin):
                throw Unequal("distinct functions and immediate comparisons of identical functions compare as unequal");
            default:
                throw Unequal($"{TypeNames.WithArticle(l)} of value '{Shown(l)}' is not equal to {TypeNames.WithArticle(r)} of value '{Shown(r)}'");
        }
    }

    private static void Check(Value l, Value r, string kind)
    {
        if (!EqualForced(l, r))
        {
            throw Unequal($"{kind} '{Shown(l)}' is not equal to {kind} '{Shown(r)}'");
        }
    }

    private static void AssertSameLists(NixList a, NixList b)
    {
        if (a.Count != b.Count)
        {
            throw Unequal($"list of size '{a.Count}' is not equal to list of size '{b.Count}', left hand side is '{Shown(a)}', right hand side is '{Shown(b)}'");
        }

        for (int i = 0; i < a.Count; i++)
        {
            // Elements are equal when they are the same object, functions too.
            if (EqualSlots(a[i], b[i]))
            {
                continue;
            }

            try
            {
                AssertSame(a[i], b[i]);
            }
            catch (EvalException e) when (e.AddFrame($"while comparing list element {i}", 0))
            {
                throw;
            }
        }
    }

    private static void AssertSameSets(NixAttrs a, NixAttrs b)
    {
        if (IsDerivation(a) && IsDerivation(b) && a.Find(Symbols.OutPath) is { } x && b.Find(Symbols.OutPath) is { } y)
        {
            try
            {
                AssertSame(x, y);
                return;
            }
            catch (EvalException e) when (e.AddFrame("while comparing a derivation by its 'outPath' attribute", 0))
            {
                throw;
            }
        }

        if (a.Count != b.Count)
        {
            throw Unequal($"attribute names of attribute set '{Shown(a)}' differs from attribute set '{Shown(b)}'");
        }

        for (int i = 0; i < a.Count; i++)
        {
            CheckNames(a, b, i);
            if (EqualSlots(a.Values[i].V, b.Values[i].V))
            {
                continue;
            }

            try
            {
                AssertSame(a.Values[i].V, b.Values[i].V);
            }
            catch (EvalException e) when (Compared(e, a, b, i))
            {
                throw;
            }
        }
    }

    private static void CheckNames(NixAttrs a, NixAttrs b, int i)
    {
        int left = a.Shape.Keys[i], right = b.Shape.Keys[i];
        if (left == right)
        {
            return;
        }

        throw Unequal(b.Has(left)
            ? $"attribute name '{ErrorTexts.AttributeName(right)}' is missing in '{Shown(a)}', but is contained in '{Shown(b)}'"
            : $"attribute name '{ErrorTexts.AttributeName(left)}' is contained in '{Shown(a)}', but not in '{Shown(b)}'");
    }

    private static bool Compared(EvalException e, NixAttrs a, NixAttrs b, int index)
    {
        foreach ((NixAttrs set, string side) in ((NixAttrs, string)[])[(b, "right"), (a, "left")])
        {
            if (set.Shape.PositionAt(index) is var at && at != 0)
            {
                e.AddFrame($"where {side} hand side is", at);
            }
        }

        return e.AddFrame($"while comparing attribute '{ErrorTexts.AttributeName(a.Shape.Keys[index])}'", 0);
    }

    private static string Shown(Value v) => ErrorPrinter.Print(v);

    private static EvalException Unequal(string message) => new(ErrorKind.Assertion, message);
}
