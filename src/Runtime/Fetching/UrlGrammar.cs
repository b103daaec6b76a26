using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>Which chars may stand where in a URL (RFC 3986, appendix A), and what Nix lets pass beside them (src/libutil/url.cc).</summary>
internal static class UrlGrammar
{
    private const string InPart = "-._~!$&'()*+,;=:@";
    private const string InHost = "-._~!$&'()*+,;=";

    public static bool IsScheme(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');

    public static bool IsPath(string text) => Has(text, InPart + "/");

    /// <param name="isLenient">Whether there may be spaces and quotes too.</param>
    public static bool IsQuery(string text, bool isLenient) => Has(text, InPart + "/?[]" + (isLenient ? " \"" : "")) && !HasBadEscape(text);

    public static bool IsFragment(string text, bool isLenient) => Has(text, InPart + "/?#" + (isLenient ? " \"^" : ""));

    private static bool Has(string text, string others) => text.All(c => char.IsAsciiLetterOrDigit(c) || c == '%' || others.Contains(c, StringComparison.Ordinal));

    /// <summary>Whether a percent sign lacks its two digits.</summary>
    public static bool HasBadEscape(string text) => BadEscape(text) != null;

    /// <summary>What is wrong with an escape, in the words of Nix; null for nothing.</summary>
    public static string? BadEscape(string text)
    {
        for (int i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length)
            {
                return "incomplete pct-encoding";
            }

            if (!char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return "bad hexdig in pct-encoding";
            }
        }

        return null;
    }

    /// <summary>What Nix says of a text that is no URL, and its parser of what is wrong with it.</summary>
    public static string Invalid(string url, string what) => $"'{url}' is not a valid URL: {what}";

    /// <summary>user:password@host:port as Nix writes it.</summary>
    /// <param name="url">What it stands in.</param>
    /// <param name="problem">What is wrong with it, where nothing is given back.</param>
    public static (string Text, string Host)? ReadAuthority(string authority, string url, out string problem)
    {
        int at = authority.IndexOf('@', StringComparison.Ordinal);
        string user = at < 0 ? "" : authority[..at], place = authority[(at + 1)..];
        int end = place.StartsWith('[') ? place.IndexOf(']', StringComparison.Ordinal) + 1 : place.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? colon : place.Length;
        string host = place[..end], port = place[end..];
        bool isAddress = place.StartsWith('[');
        string? wrong = (isAddress && !IsAddress(host)) || HasBadEscape(user + host) ? "mismatch"
            : !Has(user, InHost + ":") || (!isAddress && !Has(host, InHost)) || (port.Length > 0 && (port[0] != ':' || !port.Skip(1).All(char.IsAsciiDigit))) ? "leftover"
            : null;
        string number = port.TrimStart(':');
        problem = wrong == null ? "" : Invalid(url, wrong);
        if (wrong == null && number.Length > 0 && !(ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ushort value) && value > 0))
        {
            problem = $"port '{number}' is invalid";
        }

        if (problem.Length > 0)
        {
            return null;
        }

        string shown = string.Join(':', user.Split(':', 2).Select(Again)) + (at < 0 ? "" : "@") + (isAddress ? host : Again(host));
        return (number.Length == 0 ? shown : $"{shown}:{number.TrimStart('0')}", host);
    }

    private static string Again(string part) => InputUrl.Encode(InputUrl.Decode(part), "");

    private static bool IsAddress(string host)
    {
        string inside = host.Length > 1 ? host[1..^1] : "";
        int dot = inside.IndexOf('.', StringComparison.Ordinal);
        return inside.StartsWith('v')
            ? dot > 1 && inside[1..dot].All(char.IsAsciiHexDigit) && dot + 1 < inside.Length && Has(inside[(dot + 1)..], InHost + ":")
            : inside.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(inside, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }
}
