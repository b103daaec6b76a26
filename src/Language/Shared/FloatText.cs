using System;
using System.Globalization;
using System.Text;

namespace Tvix.Aot.Language.Shared;

/// <summary>Floats as C's printf writes them; .NET's own formats differ.</summary>
internal static class FloatText
{
    /// <summary><c>%g</c>: six significant digits, without trailing zeros.</summary>
    public static string General(double value)
    {
        if (Special(value) is { } special)
        {
            return special;
        }

        if (value == 0)
        {
            return IsNegative(value) ? "-0" : "0";
        }

        // d.ddddde±xx, correctly rounded
        string text = value.ToString("E5", CultureInfo.InvariantCulture);
        int e = text.IndexOf('E');
        int exponent = int.Parse(text.Substring(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string digits = text.Substring(0, e);
        if (exponent is >= -4 and < 6)
        {
            return TrimZeros(Positional(digits, exponent));
        }

        return TrimZeros(digits) + (exponent < 0 ? "e-" : "e+") + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
    }

    /// <summary><c>%f</c>: six digits behind the point.</summary>
    public static string Fixed(double value) =>
        Special(value) ?? (IsNegative(value) && value == 0 ? "-0.000000" : FixedDigits(value));

    private static string FixedDigits(double value)
    {
        string text = value.ToString("F6", CultureInfo.InvariantCulture);
        // .NET drops the sign of results that round to zero; C keeps it.
        return IsNegative(value) && !text.StartsWith("-", StringComparison.Ordinal) ? "-" + text : text;
    }

    public static bool IsNegative(double value) => BitConverter.DoubleToInt64Bits(value) < 0;

    private static string? Special(double value)
    {
        if (double.IsNaN(value))
        {
            return IsNegative(value) ? "-nan" : "nan";
        }

        return double.IsPositiveInfinity(value) ? "inf" : double.IsNegativeInfinity(value) ? "-inf" : null;
    }

    private static string Positional(string digits, int exponent)
    {
        bool negative = digits[0] == '-';
        string plain = digits.TrimStart('-').Replace(".", "");
        var text = new StringBuilder(negative ? "-" : "");
        if (exponent < 0)
        {
            return text.Append("0.").Append('0', -exponent - 1).Append(plain).ToString();
        }

        return text.Append(plain, 0, exponent + 1).Append('.').Append(plain, exponent + 1, plain.Length - exponent - 1).ToString();
    }

    private static string TrimZeros(string text) =>
        text.IndexOf('.') < 0 ? text : text.TrimEnd('0').TrimEnd('.');
}
