using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Tvix.Aot.Runtime.Fetching.Schemes;

/// <summary>A kind of input: which URLs and attributes it has, and how it is written (InputScheme of fetchers.hh).</summary>
internal abstract class InputScheme
{
    private static readonly InputScheme[] s_all =
    [
        new IndirectScheme(), new PathScheme(), new CurlScheme("tarball"), new CurlScheme("file"), new GitScheme(), new MercurialScheme(),
        new ForgeScheme("github"), new ForgeScheme("gitlab"), new ForgeScheme("sourcehut"),
    ];

    protected abstract string Type { get; }

    /// <summary>The attributes beside <c>type</c>.</summary>
    protected abstract string[] Allowed { get; }

    /// <summary>The attributes that a URL means; null for a URL of another scheme.</summary>
    protected abstract InputAttributes? TryUrl(InputUrl url, int pos);

    /// <summary>Checks values; may normalise them.</summary>
    protected abstract void Check(InputAttributes input, int pos);

    /// <summary>The URL for attributes that were checked.</summary>
    /// <param name="dir">One more name of the query.</param>
    public abstract string Show(InputAttributes input, (string Name, string Value)? dir = null);

    /// <exception cref="EvalException">No scheme has such URLs, or it has another form.</exception>
    public static InputAttributes FromUrl(InputUrl url, int pos)
    {
        InputAttributes input = s_all.Select(s => s.TryUrl(url, pos)).FirstOrDefault(i => i != null)
            ?? throw EvalErrors.Evaluation($"input '{url.Text}' is unsupported", pos);
        Of(input, pos);
        return input;
    }

    /// <summary>The scheme of attributes, which are checked for it (Input::fromAttrs).</summary>
    public static InputScheme Of(InputAttributes input, int pos)
    {
        string type = input.Text("type") ?? throw EvalErrors.Evaluation("'type' attribute to specify input scheme is required but not provided", pos);
        if (s_all.FirstOrDefault(s => s.Type == type) is not { } scheme)
        {
            throw EvalErrors.Evaluation($"cannot show unsupported input '{input.AsJson()}'", pos);
        }

        if (input.Keys.FirstOrDefault(k => k != "type" && !scheme.Allowed.Contains(k)) is { } unknown)
        {
            throw EvalErrors.Evaluation($"input attribute '{unknown}' not supported by scheme '{type}'", pos);
        }

        scheme.Check(input, pos);
        CheckCommon(input);
        return scheme;
    }

    /// <summary>Attributes, checked, the revision as it is written now.</summary>
    public static InputAttributes Checked(InputAttributes input)
    {
        InputAttributes copy = input.Copy();
        Of(copy, 0);
        FixRevision(copy, 0);
        return copy;
    }

    /// <summary>Whether what checked attributes name can never be anything else (InputScheme::isLocked).</summary>
    public static bool IsLocked(InputAttributes input) => input.Type is "path" or "file" or "tarball" ? input.ContainsKey("narHash")
        : input.Type != "indirect" && input.ContainsKey("rev");

    /// <summary>An input of another branch, tag or commit (Input::applyOverrides).</summary>
    /// <exception cref="EvalException">It has no such versions.</exception>
    public static InputAttributes WithVersion(InputAttributes input, string? reference, string? rev, int pos)
    {
        InputScheme scheme = Of(input, pos);
        if (reference == null && rev == null)
        {
            return input;
        }

        if (!scheme.HasVersions)
        {
            throw EvalErrors.Evaluation(
                $"don't know how to set {(reference != null ? "branch/tag name" : "revision")} of input '{scheme.Show(input)}' to '{reference ?? rev}'", pos);
        }

        InputAttributes other = input.Copy();
        scheme.SetVersion(other, reference, rev, pos);
        return other;
    }

    protected virtual bool HasVersions => true;

    protected virtual void SetVersion(InputAttributes input, string? reference, string? rev, int pos)
    {
        if (rev != null)
        {
            input["rev"] = rev;
        }

        if (reference != null)
        {
            input["ref"] = reference;
        }
    }

    private static void CheckCommon(InputAttributes input)
    {
        input.Text("ref");
        input.Text("rev");
        input.Number("revCount");
        input.Number("lastModified");
    }

    /// <summary>The commit in hexadecimal digits, however it was written.</summary>
    /// <exception cref="EvalException">It is no SHA-1.</exception>
    public static void FixRevision(InputAttributes input, int pos)
    {
        if (input.Text("rev") is { } rev)
        {
            input["rev"] = RevisionOf(rev, pos);
        }
    }

    protected static string RevisionOf(string text, int pos) => Convert.ToHexStringLower(Builtins.HashBuiltins.Parse(text, "sha1", pos).Bytes);

    public static bool IsRevision(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigit);

    /// <summary>The attribute narHash; an empty one stands for a hash of zeros (Input::getNarHash).</summary>
    public static byte[]? NarHash(InputAttributes input, int pos) => input.Text("narHash") switch
    {
        null => null,
        "" => new byte[32],
        var text when !text.Contains('-', StringComparison.Ordinal) => throw EvalErrors.Evaluation($"hash '{text}' is not SRI", pos),
        var text when !text.StartsWith("sha256-", StringComparison.Ordinal) => throw EvalErrors.Evaluation("narHash must use SHA-256", pos),
        var text => Builtins.HashBuiltins.Parse(text, "sha256", pos).Bytes,
    };

    /// <summary>The attributes with this hash as it is written now.</summary>
    protected static InputAttributes WithNarHash(InputAttributes input)
    {
        InputAttributes copy = input.Copy();
        if (NarHash(input, 0) is { } hash)
        {
            copy["narHash"] = FetchedTree.Sri(hash);
        }

        return copy;
    }

    /// <summary>A name of a branch or tag, as git check-ref-format has it (isLegalRefName).</summary>
    protected internal static bool IsReference(string name) =>
        name is "HEAD" or "^"
        // libgit2 reads it as a refspec, where this is "all but".
        || (name.StartsWith("^refs/", StringComparison.Ordinal) && IsReference(name[1..]))
        || (name.Length > 0 && name != "@" && name[0] is not ('-' or '/') && name[^1] is not ('.' or '/')
            && !name.Any(c => c is <= ' ' or (char)127 or '~' or '^' or ':' or '?' or '*' or '[' or '\\')
            && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("@{", StringComparison.Ordinal) && !name.Contains("//", StringComparison.Ordinal)
            && name.Split('/').All(p => !p.StartsWith('.') && !p.EndsWith(".lock", StringComparison.Ordinal)));

    /// <summary>What looks like such a name (refRegex).</summary>
    public static bool HasReferenceChars(string text) =>
        text.Length > 0 && (char.IsAsciiLetterOrDigit(text[0]) || text[0] == '@') && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '@' or '+' or '-');

    /// <summary>Takes over what the query of a URL has of some attributes.</summary>
    protected static void Take(InputAttributes input, InputUrl url, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (url.Query.TryGetValue(name, out string? value))
            {
                input[name] = value;
            }
        }
    }

    /// <summary>A path of attributes that must be there, then of a ref and a revision if there are any.</summary>
    protected static string Path(InputAttributes input, params ReadOnlySpan<string> names)
    {
        var parts = new List<string>();
        foreach (string name in names)
        {
            parts.Add(input.Required(name));
        }

        parts.AddRange(((string?[])[input.Text("ref"), input.Text("rev")]).OfType<string>());
        return string.Join('/', parts.Select(part => InputUrl.Encode(part, InputUrl.InSegment)));
    }

    /// <summary>A sorted query with what the input has of some attributes; what is false is left out.</summary>
    protected static SortedDictionary<string, string> QueryOf(InputAttributes input, (string Name, string Value)? dir, params ReadOnlySpan<string> names)
    {
        var query = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (dir is { } extra)
        {
            query[extra.Name] = extra.Value;
        }

        foreach (string name in names)
        {
            if (input.TryGetValue(name, out object? value) && value is not false)
            {
                query[name] = value switch { bool => "1", long n => n.ToString(CultureInfo.InvariantCulture), _ => (string)value };
            }
        }

        return query;
    }

    /// <summary>The URL in the attribute of this name with more of a query.</summary>
    protected static string UrlWith(InputAttributes input, string prefix, SortedDictionary<string, string> query)
    {
        InputUrl url = InputUrl.TryParse(input.Required("url"), isLenient: false, out _)!;
        foreach ((string name, string value) in url.Query)
        {
            query.TryAdd(name, value);
        }

        string shown = InputUrl.Join(prefix + url.Scheme, url.FullPath, query);
        return url.Fragment.Length > 0 ? shown + "#" + url.Fragment : shown;
    }

    protected static void CheckUrl(string url, int pos)
    {
        if (InputUrl.TryParse(url, isLenient: false, out string problem) == null)
        {
            throw EvalErrors.BadUrl(problem, pos);
        }
    }
}
