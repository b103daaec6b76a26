using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Runtime.Fetching.Schemes;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>
/// References like <c>github:owner/repo/ref?dir=x</c>, to attributes and back (flakeref.cc): an input, and the folder of the flake
/// in it, which is the attribute <c>dir</c> here.
/// </summary>
internal static class FlakeReference
{
    private const string Dir = "dir";

    /// <exception cref="EvalException">The text is no reference.</exception>
    public static InputAttributes Parse(string text, int pos)
    {
        if (Identifier(text, pos) is { } indirect)
        {
            return indirect;
        }

        InputUrl url;
        if (InputUrl.TryParse(text) is { } parsed && TryFromUrl(parsed, pos) is { } input)
        {
            url = parsed;
        }
        else
        {
            url = OfPath(text, pos);
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
        InputAttributes input = InputScheme.FromUrl(url with { Query = url.Without(Dir) }, pos);
        if (dir.Length > 0)
        {
            input[Dir] = dir;
        }

        return input;
    }

    /// <summary><c>id</c>, <c>id/ref</c>, <c>id/rev</c> or <c>id/ref/rev</c>.</summary>
    private static InputAttributes? Identifier(string text, int pos)
    {
        string[] parts = text.Split('#')[0].Split('/');
        bool isId = IndirectScheme.IsId(parts[0]) && (parts.Length == 1 || InputScheme.HasReferenceChars(string.Join('/', parts.Skip(1))));
        return !isId ? null
            : text.Contains('#', StringComparison.Ordinal)
                ? throw EvalErrors.Evaluation($"unexpected fragment '{InputUrl.Decode(text[(text.IndexOf('#', StringComparison.Ordinal) + 1)..])}' in flake reference '{text}'", pos)
            : InputScheme.FromUrl(new InputUrl("flake:" + text, "flake", parts.Aggregate((a, b) => a + "/" + b), InputUrl.NoQuery, ""), pos);
    }

    private static InputUrl OfPath(string text, int pos)
    {
        int end = text.IndexOfAny(['#', '?']);
        string path = end < 0 ? text : text[..end], rest = end < 0 ? "" : text[end..];
        return path.StartsWith('/')
            ? InputUrl.TryParse("path://" + InputUrl.Encode(path, InputUrl.InPath) + rest)!
            : throw EvalErrors.Evaluation($"flake reference '{text}' is not an absolute path", pos);
    }

    /// <summary>The reference as text.</summary>
    /// <exception cref="EvalException">Attributes are missing, or of no known type.</exception>
    public static string Show(InputAttributes reference, int pos)
    {
        InputAttributes input = reference.Copy();
        input.Remove(Dir);
        string? dir = reference.Text(Dir);
        InputScheme scheme = InputScheme.Of(input, pos);
        InputScheme.FixRevision(input, pos);
        return scheme.Show(input, dir is { Length: > 0 } ? (Dir, dir) : null);
    }
}
