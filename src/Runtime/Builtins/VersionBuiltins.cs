using System;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Versions and derivation names (names.cc).</summary>
public static class VersionBuiltins
{
    public static Value CompareVersions(Value a, Value b, int pos)
    {
        string left = Op.ForceStringNoContext(a, pos);
        return NixInt.Of(Compare(left, Op.ForceStringNoContext(b, pos)));
    }

    public static Value SplitVersion(Value version, int pos)
    {
        string text = Op.ForceStringNoContext(version, pos);
        var parts = new SlotCollector();
        int at = 0;
        while (true)
        {
            ReadOnlySpan<char> part = NextComponent(text, ref at);
            if (part.IsEmpty)
            {
                return parts.ToList();
            }

            parts.Add(NixString.Slice(text, at - part.Length, at));
        }
    }

    private static readonly PerSession<SetShape> s_drvName = new(() => new SetShape([Symbols.NameSymbol, Symbols.Intern("version")]));

    /// <summary>Manual, builtins.parseDrvName: split at the first dash that no letter follows.</summary>
    public static Value ParseDrvName(Value name, int pos)
    {
        string text = Op.ForceStringNoContext(name, pos);
        string drv = text, version = "";
        for (int i = 0; i + 1 < text.Length; i++)
        {
            if (text[i] == '-' && !char.IsAsciiLetter(text[i + 1]))
            {
                (drv, version) = (text[..i], text[(i + 1)..]);
                break;
            }
        }

        return s_drvName.Value.Make(new NixString(drv), new NixString(version));
    }

    private static ReadOnlySpan<char> NextComponent(string text, ref int at)
    {
        while (at < text.Length && text[at] is '.' or '-')
        {
            at++;
        }

        int start = at;
        if (at < text.Length)
        {
            bool digits = char.IsAsciiDigit(text[at]);
            while (at < text.Length && text[at] is not ('.' or '-') && char.IsAsciiDigit(text[at]) == digits)
            {
                at++;
            }
        }

        return text.AsSpan(start, at - start);
    }

    private static int Compare(string a, string b)
    {
        int i = 0, j = 0;
        while (i < a.Length || j < b.Length)
        {
            ReadOnlySpan<char> x = NextComponent(a, ref i), y = NextComponent(b, ref j);
            if (ComponentLess(x, y))
            {
                return -1;
            }

            if (ComponentLess(y, x))
            {
                return 1;
            }
        }

        return 0;
    }

    private static bool ComponentLess(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        bool xIsNumber = int.TryParse(x, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int n);
        bool yIsNumber = int.TryParse(y, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int m);
        if (xIsNumber && yIsNumber)
        {
            return n < m;
        }

        if (x.IsEmpty && yIsNumber)
        {
            return true;
        }

        if (x.SequenceEqual("pre") && !y.SequenceEqual("pre"))
        {
            return true;
        }

        if (y.SequenceEqual("pre"))
        {
            return false;
        }

        if (yIsNumber)
        {
            return true;
        }

        return !xIsNumber && x.SequenceCompareTo(y) < 0;
    }
}
