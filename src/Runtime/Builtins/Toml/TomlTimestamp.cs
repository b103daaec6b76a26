using System;
using System.Text.RegularExpressions;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>Dates and times of TOML in the form that Nix gives them: fractions of a second in groups of three digits (fromTOML.cc).</summary>
internal static partial class TomlTimestamp
{
    /// <summary>The normal form of a date, a time, or both.</summary>
    public static string Normalize(string word)
    {
        Match match = Pattern().Match(word);
        return match.Groups["date"].Value + (match.Groups["time"].Success && match.Groups["date"].Success ? "T" : "")
            + match.Groups["time"].Value + Fraction(match.Groups["fraction"].Value) + Offset(match.Groups["offset"].Value);
    }

    private static string Fraction(string digits)
    {
        const int Nanoseconds = 9;
        digits = digits.PadRight(Nanoseconds, '0')[..Nanoseconds];
        while (digits.EndsWith("000", StringComparison.Ordinal))
        {
            digits = digits[..^3];
        }

        return digits.Length == 0 ? "" : "." + digits;
    }

    private static string Offset(string text) => text is "z" or "+00:00" or "-00:00" ? "Z" : text;

    [GeneratedRegex(@"^(?:(?<date>\d{4}-\d{2}-\d{2})(?:[Tt ](?<time>\d{2}:\d{2}:\d{2})(?:\.(?<fraction>\d+))?(?<offset>[Zz]|[+-]\d{2}:\d{2})?)?|(?<time>\d{2}:\d{2}:\d{2})(?:\.(?<fraction>\d+))?)$")]
    private static partial Regex Pattern();
}
