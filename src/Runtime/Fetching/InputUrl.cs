using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>The parts of a URL that references use; byte strings. The path has the authority in front, the query is decoded.</summary>
internal sealed record InputUrl(string Text, string Scheme, string Path, IReadOnlyDictionary<string, string> Query, string Fragment)
{
    /// <summary>What stands for itself in a path, beside unreserved chars.</summary>
    public const string InPath = InSegment + "/";

    /// <summary>The same for a part of a path.</summary>
    public const string InSegment = ":@";

    private const string InQuery = ":@/?";

    public static readonly IReadOnlyDictionary<string, string> NoQuery = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What comes behind a + in the scheme; all of a scheme that has none.</summary>
    public string Transport => Scheme[(Scheme.IndexOf('+', StringComparison.Ordinal) + 1)..];

    /// <summary>Null for a text without a scheme, or with chars that no URL has.</summary>
    public static InputUrl? TryParse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        bool isScheme = colon > 0 && char.IsAsciiLetter(text[0]) && text[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');
        if (!isScheme || text.Any(c => c <= ' ') || HasBadEscape(text))
        {
            return null;
        }

        string rest = text[(colon + 1)..], fragment = "";
        if (rest.IndexOf('#', StringComparison.Ordinal) is >= 0 and int hash)
        {
            (rest, fragment) = (rest[..hash], rest[(hash + 1)..]);
        }

        if (rest.StartsWith("//", StringComparison.Ordinal) && HasBadPort(rest[2..].Split('/', '?')[0]))
        {
            return null;
        }

        int question = rest.IndexOf('?', StringComparison.Ordinal);
        return new InputUrl(text, text[..colon], question < 0 ? rest : rest[..question], question < 0 ? NoQuery : QueryOf(rest[(question + 1)..]), fragment);
    }

    private static bool HasBadPort(string authority)
    {
        int colon = authority.LastIndexOf(':');
        return colon > authority.LastIndexOf('@') && colon > authority.LastIndexOf(']') && !authority[(colon + 1)..].All(char.IsAsciiDigit);
    }

    private static bool HasBadEscape(string text)
    {
        for (int i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<string, string> QueryOf(string text)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                Host.EvalHost.Current.WriteError($"warning: dubious URI query '{pair}' is missing equal sign '=', ignoring\n");
            }
            else
            {
                query.TryAdd(Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
            }
        }

        return query;
    }

    /// <summary>The path that a URL of this machine names, .NET text; null for one that does not begin in this way.</summary>
    public static string? LocalPath(string url, string prefix) =>
        url.StartsWith(prefix, StringComparison.Ordinal) ? ByteText.ToText(Decode(url[prefix.Length..].Split('?')[0])) : null;

    /// <summary>The query without some of its names.</summary>
    public IReadOnlyDictionary<string, string> Without(params string[] names) =>
        Query.Where(p => !names.Contains(p.Key)).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

    /// <summary>The URL with another scheme and query, and without a fragment.</summary>
    public static string Join(string scheme, string path, IReadOnlyDictionary<string, string> query) =>
        $"{scheme}:{Normalised(path)}" + (query.Count == 0 ? "" : "?" + ShowQuery(query));

    /// <summary>Each part of a path, behind an authority, with only the escapes that it needs.</summary>
    private static string Normalised(string path)
    {
        string[] parts = path.Split('/');
        for (int i = path.StartsWith("//", StringComparison.Ordinal) ? 3 : 0; i < parts.Length; i++)
        {
            parts[i] = Encode(Decode(parts[i]), InSegment);
        }

        return string.Join('/', parts);
    }

    private static string ShowQuery(IReadOnlyDictionary<string, string> query) => string.Join('&', query
        .OrderBy(p => p.Key, StringComparer.Ordinal)
        .Select(p => $"{Encode(p.Key, InQuery)}={Encode(p.Value, InQuery)}"));

    /// <summary>Percent-encodes all but unreserved chars and those to keep.</summary>
    public static string Encode(string bytes, string keep)
    {
        var text = new StringBuilder();
        foreach (char c in bytes)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' || keep.Contains(c, StringComparison.Ordinal))
            {
                text.Append(c);
            }
            else
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            }
        }

        return text.ToString();
    }

    public static string Decode(string text)
    {
        var bytes = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Append((char)Convert.ToInt32(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Append(text[i]);
            }
        }

        return bytes.ToString();
    }
}
