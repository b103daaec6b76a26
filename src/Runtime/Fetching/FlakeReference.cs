using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>References like <c>github:owner/repo/ref?dir=x</c>, to attributes and back (flakeref.cc and the input schemes).</summary>
internal static class FlakeReference
{
    private static readonly string[] s_numbers = ["lastModified", "revCount"];
    private static readonly string[] s_flags = ["shallow", "submodules", "exportIgnore", "allRefs", "lfs", "verifyCommit"];

    /// <exception cref="EvalException">The text is no reference.</exception>
    public static InputAttributes Parse(string text, int pos)
    {
        if (TryParseIndirect(text) is { } indirect)
        {
            return indirect;
        }

        if (InputUrl.TryParse(text) is { } url && FromUrl(url, text, pos) is { } parsed)
        {
            return parsed;
        }

        return text.StartsWith('/')
            ? new InputAttributes { ["type"] = "path", ["path"] = text }
            : throw EvalErrors.Evaluation($"flake reference '{text}' is not an absolute path", pos);
    }

    /// <summary>As fetchTree takes it: a URL.</summary>
    public static InputAttributes ParseUrl(string text, int pos) =>
        InputUrl.TryParse(text) is not { } url ? throw EvalErrors.Evaluation($"'{text}' doesn't have a scheme", pos)
        : FromUrl(url, text, pos) ?? throw EvalErrors.Evaluation($"input '{text}' is unsupported", pos);

    private static InputAttributes? TryParseIndirect(string text)
    {
        string[] parts = text.Split('/');
        bool isId = parts[0].Length > 0 && char.IsAsciiLetter(parts[0][0]) && parts[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        return isId ? Indirect(parts) : null;
    }

    private static InputAttributes? Indirect(string[] parts)
    {
        var result = new InputAttributes { ["type"] = "indirect", ["id"] = parts[0] };
        switch (parts.Length)
        {
            case 1:
                break;
            case 2 when IsRevision(parts[1]):
                result["rev"] = parts[1];
                break;
            case 2 when IsReference(parts[1]):
                result["ref"] = parts[1];
                break;
            case 3 when IsReference(parts[1]) && IsRevision(parts[2]):
                (result["ref"], result["rev"]) = (parts[1], parts[2]);
                break;
            default:
                return null;
        }

        return result;
    }

    internal static bool IsRevision(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    internal static bool IsReference(string text) =>
        text.Length > 0 && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '@' or '+' or '-')
        && !text.Contains("..", StringComparison.Ordinal);

    private static InputAttributes? FromUrl(InputUrl url, string text, int pos)
    {
        string scheme = url.Scheme;
        string transport = scheme[(scheme.IndexOf('+', StringComparison.Ordinal) + 1)..];
        switch (scheme)
        {
            case "flake":
                return Indirect(url.Path.Split('/'));
            case "path":
                var path = new InputAttributes { ["type"] = "path", ["path"] = InputUrl.Decode(url.Path) };
                return Add(path, url.Query, _ => true);
            case "github" or "gitlab" or "sourcehut":
                return Forge(url, pos);
            case "git" or "git+http" or "git+https" or "git+ssh" or "git+file" or "git+git":
                return WithUrl("git", url, scheme == "git" ? "git" : transport, n => s_flags.Contains(n) || n is "ref" or "rev" or "dir" or "name" || IsCommon(n));
            case "hg+http" or "hg+https" or "hg+ssh" or "hg+file":
                return WithUrl("hg", url, transport, n => n is "ref" or "rev" or "dir" || IsCommon(n));
            case "http" or "https" or "file" or "tarball+http" or "tarball+https" or "tarball+file":
                return WithUrl("tarball", url, transport, n => n is "rev" or "dir" || IsCommon(n));
            case "file+http" or "file+https" or "file+file":
                return WithUrl("file", url, transport, n => n is "rev" or "dir" || IsCommon(n));
            default:
                throw EvalErrors.Evaluation($"input '{text}' is unsupported", pos);
        }
    }

    private static bool IsCommon(string name) => name is "narHash" or "lastModified" or "revCount";

    private static InputAttributes WithUrl(string type, InputUrl url, string transport, Func<string, bool> isOwn)
    {
        var result = new InputAttributes { ["type"] = type };
        Add(result, url.Query, isOwn);
        var rest = url.Query.Where(p => !isOwn(p.Key)).ToDictionary(p => p.Key, p => p.Value);
        result["url"] = InputUrl.Join(transport, url.Path, rest);
        return result;
    }

    private static InputAttributes Add(InputAttributes result, IReadOnlyDictionary<string, string> query, Func<string, bool> isOwn)
    {
        foreach ((string name, string value) in query.Where(p => isOwn(p.Key)))
        {
            result[name] = s_flags.Contains(name) ? value is "1" or "true"
                : s_numbers.Contains(name) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
                : value;
        }

        return result;
    }

    private static InputAttributes? Forge(InputUrl url, int pos)
    {
        string[] parts = url.Path.Split('/').Select(InputUrl.Decode).ToArray();
        if (parts.Length < 2)
        {
            return null;
        }

        var result = new InputAttributes { ["type"] = url.Scheme, ["owner"] = parts[0], ["repo"] = parts[1] };
        if (parts.Length > 2)
        {
            string version = string.Join('/', parts.Skip(2));
            if (!IsRevision(version) && !IsReference(version))
            {
                throw EvalErrors.Evaluation($"in URL '{url.Text}', '{version}' is not a commit hash or branch/tag name", pos);
            }

            result[IsRevision(version) ? "rev" : "ref"] = version;
        }

        return Add(result, url.Query, _ => true);
    }

    /// <summary>The reference as text.</summary>
    /// <exception cref="EvalException">Attributes are missing, or of no known type.</exception>
    public static string Show(InputAttributes input)
    {
        var query = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, object value) in input)
        {
            if (name is not ("type" or "url" or "path" or "owner" or "repo" or "id"))
            {
                query[name] = value switch { bool b => b ? "1" : "0", long n => n.ToString(CultureInfo.InvariantCulture), _ => (string)value };
            }
        }

        switch (input.Text("type"))
        {
            case "path":
                return InputUrl.Join("path", input.Required("path"), query);
            case "indirect":
                return InputUrl.Join("flake", TakeVersion(input.Required("id"), query), query);
            case "github" or "gitlab" or "sourcehut":
                CheckReference(input);
                string repository = $"{InputUrl.Encode(input.Required("owner"), "")}/{InputUrl.Encode(input.Required("repo"), "")}";
                return InputUrl.Join(input.Type, TakeVersion(repository, query), query);
            case "git" or "hg":
                DropFalse(query);
                return WithQuery(input.Type + "+" + input.Required("url"), query);
            case "tarball" or "file":
                return WithQuery(input.Required("url"), query);
            default:
                throw EvalErrors.Evaluation($"cannot show unsupported input '{input.AsJson()}'");
        }
    }

    private static void CheckReference(InputAttributes input)
    {
        if (input.Text("ref") is { } reference && !IsReference(reference))
        {
            var shown = new InputAttributes();
            foreach ((string name, object value) in input.Where(p => p.Key != "dir"))
            {
                shown[name] = value;
            }

            throw EvalErrors.Evaluation($"input {shown.AsJson()} contains an invalid branch/tag name");
        }
    }

    private static string TakeVersion(string path, SortedDictionary<string, string> query)
    {
        foreach (string name in (string[])["ref", "rev"])
        {
            if (query.Remove(name, out string? version))
            {
                path += "/" + version;
            }
        }

        return path;
    }

    private static void DropFalse(SortedDictionary<string, string> query)
    {
        foreach (string flag in s_flags.Where(f => query.TryGetValue(f, out string? v) && v == "0"))
        {
            query.Remove(flag);
        }
    }

    private static string WithQuery(string url, SortedDictionary<string, string> query) =>
        url + (query.Count == 0 ? "" : (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + InputUrl.Show(query));
}
