using System.Collections.Generic;
using Tvix.Aot.Runtime.Fetching.Schemes;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>
/// References like <c>github:owner/repo/ref?dir=x</c>, to attributes and back (flakeref.cc): an input, and the folder of the flake
/// in it, which is the attribute <c>dir</c> here.
/// </summary>
internal static class FlakeReference
{
    private const string Dir = "dir";

    /// <summary>Attributes, checked (FlakeRef::fromAttrs).</summary>
    /// <exception cref="EvalException">They are of no known type, or not those of theirs.</exception>
    public static InputAttributes Check(InputAttributes reference)
    {
        (InputAttributes input, string? dir) = Split(reference);
        return With(InputScheme.Checked(input), dir);
    }

    /// <summary>The input, and the folder of the flake in it; null for the input's own.</summary>
    public static (InputAttributes Input, string? Dir) Split(InputAttributes reference)
    {
        InputAttributes input = reference.Copy();
        input.Remove(Dir);
        return (input, reference.Text(Dir) is { Length: > 0 } dir ? dir : null);
    }

    /// <summary>An input with such a folder.</summary>
    public static InputAttributes With(InputAttributes input, string? dir)
    {
        InputAttributes reference = input.Copy();
        if (dir != null)
        {
            reference[Dir] = dir;
        }

        return reference;
    }

    /// <summary>Whether it is a path that starts from the flake which names it.</summary>
    public static bool IsRelative(InputAttributes reference) => reference.Type == "path" && !reference.Required("path").StartsWith('/');

    /// <param name="takesRelative">Whether a path may start from elsewhere than the root.</param>
    /// <exception cref="EvalException">The text is no reference.</exception>
    public static InputAttributes Parse(string text, int pos, bool takesRelative = false)
    {
        InputUrl url;
        InputAttributes input;
        if (InputUrl.TryParse(text, isLenient: true, out _) is { } parsed && TryFromUrl(parsed, pos) is { } found)
        {
            (url, input) = (parsed, found);
        }
        else
        {
            string rawFragment = InputUrl.Halves(text, '#').Second;
            if (UrlGrammar.BadEscape(rawFragment) is { } problem)
            {
                throw EvalErrors.Evaluation($"invalid URI parameter '{rawFragment}': {problem}", pos);
            }

            url = Identifier(text) ?? OfPath(text, pos, takesRelative);
            input = FromUrl(url, pos);
        }

        return url.Fragment.Length == 0 ? input : throw EvalErrors.Evaluation($"unexpected fragment '{InputUrl.Decode(url.Fragment)}' in flake reference '{text}'", pos);
    }

    private static InputAttributes? TryFromUrl(InputUrl url, int pos)
    {
        try
        {
            return FromUrl(url, pos);
        }
        catch (EvalException e) when (e.IsBadUrl)
        {
            return null;
        }
    }

    private static InputAttributes FromUrl(InputUrl url, int pos)
    {
        string dir = url.Query.GetValueOrDefault(Dir, "");
        InputAttributes input = InputScheme.FromUrl(url with { Query = url.Without(Dir), Fragment = "" }, pos);
        if (dir.Length > 0)
        {
            input[Dir] = dir;
        }

        return input;
    }

    /// <summary><c>id</c>, <c>id/ref</c>, <c>id/rev</c> or <c>id/ref/rev</c>.</summary>
    private static InputUrl? Identifier(string text)
    {
        (string name, string fragment) = InputUrl.Halves(text, '#');
        string[] parts = name.Split('/', 2);
        bool isId = IndirectScheme.IsId(parts[0]) && (parts.Length == 1 || InputScheme.HasReferenceChars(parts[1]))
            && !fragment.Contains('#', System.StringComparison.Ordinal) && UrlGrammar.IsFragment(fragment, isLenient: true);
        return isId ? new InputUrl("flake", null, name, InputUrl.NoQuery, fragment) : null;
    }

    private static InputUrl OfPath(string text, int pos, bool takesRelative)
    {
        (string rest, string fragment) = InputUrl.Halves(text, '#');
        (string path, string query) = InputUrl.Halves(rest, '?');
        return !UrlGrammar.IsQuery(query, isLenient: true) ? throw EvalErrors.Evaluation($"invalid URI query '{query}': leftover", pos)
            : path.StartsWith('/') || takesRelative
                ? new InputUrl("path", path.StartsWith('/') ? "" : null, InputUrl.Encode(path, InputUrl.InPath), InputUrl.QueryOf(query), fragment)
            : throw EvalErrors.Evaluation($"flake reference '{text}' is not an absolute path", pos);
    }

    /// <summary>The reference as text.</summary>
    /// <exception cref="EvalException">Attributes are missing, or of no known type.</exception>
    public static string Show(InputAttributes reference, int pos)
    {
        (InputAttributes input, string? dir) = Split(reference);
        InputScheme scheme = InputScheme.Of(input, pos);
        if (input.Type is not ("path" or "file" or "tarball"))
        {
            InputScheme.FixRevision(input, pos);
        }

        return scheme.Show(input, dir != null ? (Dir, dir) : null);
    }
}
