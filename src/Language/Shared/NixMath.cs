namespace Tvix.Aot.Language.Shared;

/// <summary>Checked arithmetic on Nix integers, used by the optimiser and by the runtime.</summary>
internal static class NixMath
{
    public static bool TryAdd(long a, long b, out long result)
    {
        result = unchecked(a + b);
        return ((a ^ result) & (b ^ result)) >= 0;
    }

    public static bool TrySub(long a, long b, out long result)
    {
        result = unchecked(a - b);
        return ((a ^ b) & (a ^ result)) >= 0;
    }

    public static bool TryMul(long a, long b, out long result)
    {
        result = unchecked(a * b);
        if ((int)a == a && (int)b == b)
        {
            return true;
        }

        if ((a == -1 && b == long.MinValue) || (b == -1 && a == long.MinValue))
        {
            return false;
        }

        return a == 0 || result / a == b;
    }

    /// <summary>Truncates towards zero; false for a zero divisor and for the one quotient that does not fit.</summary>
    public static bool TryDiv(long a, long b, out long result)
    {
        if (b == 0 || (a == long.MinValue && b == -1))
        {
            result = 0;
            return false;
        }

        result = a / b;
        return true;
    }
}
