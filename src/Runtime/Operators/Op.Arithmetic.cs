using System.Runtime.CompilerServices;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>Arithmetic and order. The common case, two integers, comes first; the rest is in cold methods.</summary>
public static partial class Op
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Add(Value l, Value r, int pos)
    {
        l = Force(l);
        return l is NixInt a && Force(r) is NixInt b && NixMath.TryAdd(a.Value, b.Value, out long sum) ? NixInt.Of(sum) : AddSlow(l, r, pos);
    }

    /// <summary>The same of two that are evaluated.</summary>
    /// <param name="place">Of the right side.</param>
    public static Value Add(Value l, Value r, int pos, int place) => AddSlow(l, r, pos, place);

    public static Value Sub(Value l, Value r, int pos)
    {
        l = Force(l);
        r = Force(r);
        return l is NixInt a && r is NixInt b && NixMath.TrySub(a.Value, b.Value, out long d) ? NixInt.Of(d) : SubSlow(l, r, pos);
    }

    public static Value Mul(Value l, Value r, int pos)
    {
        l = Force(l);
        r = Force(r);
        return l is NixInt a && r is NixInt b && NixMath.TryMul(a.Value, b.Value, out long p) ? NixInt.Of(p) : MulSlow(l, r, pos);
    }

    public static Value Div(Value l, Value r, int pos)
    {
        l = Force(l);
        r = Force(r);
        return l is NixInt a && r is NixInt b && NixMath.TryDiv(a.Value, b.Value, out long q) ? NixInt.Of(q) : DivSlow(l, r, pos);
    }

    /// <summary><c>builtins.add</c>: numbers only, unlike <c>+</c>.</summary>
    internal static Value AddNumbers(Value l, Value r, int pos)
    {
        l = Force(l);
        r = Force(r);
        if (AreFloats(l, r, out double x, out double y))
        {
            return new NixFloat(x + y);
        }

        return l is NixInt a && r is NixInt b && NixMath.TryAdd(a.Value, b.Value, out long sum) ? NixInt.Of(sum) : throw Failed("adding", l, '+', r, pos);
    }

    private static Value SubSlow(Value l, Value r, int pos) =>
        AreFloats(l, r, out double x, out double y) ? new NixFloat(x - y) : throw Failed("subtracting", l, '-', r, pos);

    private static Value MulSlow(Value l, Value r, int pos) =>
        AreFloats(l, r, out double x, out double y) ? new NixFloat(x * y) : throw Failed("multiplying", l, '*', r, pos);

    private static Value DivSlow(Value l, Value r, int pos)
    {
        if (AreFloats(l, r, out double x, out double y) && y != 0)
        {
            return new NixFloat(x / y);
        }

        // The divisor comes first, as a float; then the other side, in the type that both have.
        throw ForceFloat(r, pos) == 0 ? EvalErrors.Evaluation("division by zero", pos) : Failed("dividing", l, '/', r, pos);
    }

    /// <summary>Two evaluated numbers of which one is a float.</summary>
    private static bool AreFloats(Value l, Value r, out double x, out double y)
    {
        y = r is NixFloat b ? b.Value : r is NixInt j ? j.Value : 0;
        if (l is NixFloat a)
        {
            x = a.Value;
            return r is NixFloat or NixInt;
        }

        x = l is NixInt i ? i.Value : 0;
        return r is NixFloat && l is NixInt;
    }

    /// <summary>Why two evaluated values have no sum, difference, product or quotient: one is no number, or the integers are too large.</summary>
    private static EvalException Failed(string doing, Value l, char op, Value r, int pos)
    {
        if (l is NixInt a && r is NixInt b)
        {
            return EvalErrors.Evaluation($"integer overflow in {doing} {a.Value} {op} {b.Value}", pos);
        }

        // Nix asks for a float as soon as one side is one.
        bool wantsFloat = l is NixFloat || r is NixFloat;
        return EvalErrors.Expected(wantsFloat ? "a float" : "an integer", l is NixInt or NixFloat ? r : l, pos);
    }

    /// <summary>The order of <c>&lt;</c>.</summary>
    public static bool Less(Value l, Value r, int pos)
    {
        l = Force(l);
        r = Force(r);
        return l is NixInt a && r is NixInt b ? a.Value < b.Value : LessSlow(l, r, pos);
    }

    private static bool LessSlow(Value l, Value r, int pos)
    {
        if (AreFloats(l, r, out double x, out double y))
        {
            return x < y;
        }

        switch (l, r)
        {
            case (NixString a, NixString b): return string.CompareOrdinal(a.Bytes, b.Bytes) < 0;
            case (NixPath a, NixPath b): return string.CompareOrdinal(a.Path, b.Path) < 0;
            case (NixList a, NixList b): return LessLists(a, b, pos);
        }

        string reason = TypeNames.TypeOf(l) == TypeNames.TypeOf(r)
            ? $"values of that type are incomparable (values are {ErrorPrinter.Print(l)} and {ErrorPrinter.Print(r)})"
            : $"values are {ErrorPrinter.Print(l)} and {ErrorPrinter.Print(r)}";
        throw EvalErrors.Type($"cannot compare {TypeNames.WithArticle(l)} with {TypeNames.WithArticle(r)}; {reason}", pos);
    }

    private static bool LessElements(Value l, Value r, int pos)
    {
        try
        {
            return Less(l, r, pos);
        }
        catch (EvalException e) when (e.AddFrame("while comparing two list elements", 0))
        {
            throw;
        }
    }

    private static bool LessLists(NixList a, NixList b, int pos)
    {
        EvalStack.EnterWalk();
        int common = System.Math.Min(a.Count, b.Count);
        bool result = a.Count < b.Count;
        for (int i = 0; i < common; i++)
        {
            if (!EqualSlots(a[i], b[i]))
            {
                result = LessElements(a[i], b[i], pos);
                break;
            }
        }

        EvalStack.Depth--;
        return result;
    }
}
