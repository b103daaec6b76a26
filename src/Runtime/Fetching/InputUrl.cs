using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>The parts of a URL that references use; byte strings. The query is decoded, the path and the fragment are as they were written.</summary>
/// <param name="Authority">As Nix writes it; null where there is none.</param>
internal sealed record InputUrl(string Scheme, string? Authority, string Path, IReadOnlyDictionary<string, string> Query, string Fragment)
{
    /// <summary>What stands for itself in a path, beside unreserved chars.</summary>
    public const string InPath = InSegment + "/";

    /// <summary>The same for a part of a path.</summary>
    public const string InSegment = ":@";

    private const string InQuery = ":@/?";

    public static readonly IReadOnlyDictionary<string, string> NoQuery = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What comes behind a + in the scheme; all of a scheme that has none.</summary>
    public string Transport => Scheme[(Scheme.IndexOf('+', StringComparison.Ordinal) + 1)..];

    /// <summary>The path with the authority in front.</summary>
    public string FullPath => Authority == null ? Path : "//" + Authority + Path;

    /// <summary>The whole URL as Nix writes it.</summary>
    public string Text => Join(Scheme, FullPath, Query) + (Fragment.Length == 0 ? "" : "#" + Encode(Decode(Fragment), InQuery));

    /// <summary>The parts of a text.</summary>
    /// <param name="isLenient">Whether it may have some chars that no URL has, as references to flakes do.</param>
    /// <param name="problem">What Nix says of a text that is no URL.</param>
    /// <returns>Null for such a text.</returns>
    public static InputUrl? TryParse(string text, bool isLenient, out string problem)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !UrlGrammar.IsScheme(text[..colon]))
        {
            bool isColonEarly = colon >= 0 && text.IndexOfAny(['/', '?', '#']) is var end && (end < 0 || colon < end) && UrlGrammar.IsPath(text[..colon]);
            problem = isColonEarly ? UrlGrammar.Invalid(text, "mismatch")
                : !UrlGrammar.IsFragment(text, isLenient: false) ? UrlGrammar.Invalid(text, "leftover") : $"'{text}' doesn't have a scheme";
            return null;
        }

        (string rest, string fragment) = Halves(text[(colon + 1)..], '#');
        (string path, string query) = Halves(rest, '?');
        var url = new InputUrl(text[..colon], null, path, NoQuery, fragment);
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            int slash = path.IndexOf('/', 2) is >= 0 and var found ? found : path.Length;
            if (UrlGrammar.ReadAuthority(path[2..slash], text, out problem) is not var (authority, host))
            {
                return null;
            }

            url = url with { Authority = authority, Path = path[slash..] };
            if (host.Length > 0 && url.Transport == "file")
            {
                problem = $"file:// URL '{text}' has unexpected authority '{authority}'";
                return null;
            }
        }

        problem = "";
        if (!UrlGrammar.IsPath(url.Path) || !UrlGrammar.IsQuery(query, isLenient) || !UrlGrammar.IsFragment(fragment, isLenient))
        {
            problem = UrlGrammar.Invalid(text, "leftover");
        }
        else if (UrlGrammar.HasBadEscape(url.Path) || UrlGrammar.HasBadEscape(fragment))
        {
            problem = UrlGrammar.Invalid(text, "mismatch");
        }

        return problem.Length > 0 ? null : url with { Query = QueryOf(query), Path = url.Path.Length == 0 && url.Transport == "file" ? "/" : url.Path };
    }

    /// <summary>What stands before and behind the first of a char; all of it before where there is none.</summary>
    public static (string First, string Second) Halves(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "");

    public static IReadOnlyDictionary<string, string> QueryOf(string text)
    {
        var query = new SortedDictionary<string, string>(StringComparer.Ordinal);
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
    /// <exception cref="EvalException">It has a part that no file can be named.</exception>
    public static string? LocalPath(string url, string prefix)
    {
        if (!url.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string path = url[prefix.Length..].Split('?')[0];
        return WrongPart(path) is { } problem ? throw EvalErrors.Evaluation(problem) : ByteText.ToText(Decode(path));
    }

    /// <summary>What is wrong with a path that is to name a file; null for nothing (renderUrlPathEnsureLegal).</summary>
    public static string? WrongPart(string path)
    {
        foreach (string part in path.Split('/').Select(Decode))
        {
            if (part.Contains('/', StringComparison.Ordinal))
            {
                return $"URL path component '{part}' contains '/', which is not allowed in file names";
            }

            if (part.Contains('\0', StringComparison.Ordinal))
            {
                return $"URL path component '{part.Replace("\0", "\u2400".ToBytes(), StringComparison.Ordinal)}' contains NUL byte which is not allowed";
            }
        }

        return null;
    }

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
