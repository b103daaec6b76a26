using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>The parts of a URL that references use; byte strings.</summary>
internal sealed record InputUrl(string Text, string Scheme, string Path, IReadOnlyDictionary<string, string> Query)
{
    /// <summary>Null for a text without a scheme, or with chars that no URL has.</summary>
    public static InputUrl? TryParse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        bool isScheme = colon > 0 && char.IsAsciiLetter(text[0]) && text[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');
        if (!isScheme || text.Any(c => c <= ' '))
        {
            return null;
        }

        string rest = text[(colon + 1)..].Split('#')[0];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        if (question >= 0)
        {
            foreach (string pair in rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                int equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0)
                {
                    query[Decode(pair[..equals])] = Decode(pair[(equals + 1)..]);
                }
            }
        }

        return new InputUrl(text, text[..colon], question < 0 ? rest : rest[..question], query);
    }

    public static string Join(string scheme, string path, IReadOnlyDictionary<string, string> query) =>
        $"{scheme}:{path}" + (query.Count == 0 ? "" : "?" + Show(query));

    public static string Show(IReadOnlyDictionary<string, string> query) => string.Join('&', query
        .OrderBy(p => p.Key, StringComparer.Ordinal)
        .Select(p => $"{Encode(p.Key, ":@/?")}={Encode(p.Value, ":@/?")}"));

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
