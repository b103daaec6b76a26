using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Lexing;

namespace Tvix.Aot.Language.Parsing;

/// <summary>Literals that Nix advises against when it is asked to (diagnose in parser-state.hh).</summary>
public sealed partial class Parser
{
    private void LintUrl(Token url)
    {
        LintLevel level = _options.Lints.Urls;
        if (level != LintLevel.Ignore)
        {
            string verdict = level == LintLevel.Fatal ? "disallowed" : "discouraged";
            Lint(level, url.Start, $"URL literals are {verdict}. Consider using a string literal \"{url.Text}\" instead (lint-url-literals)");
        }
    }

    /// <param name="path">A path, or what stands before its first interpolation.</param>
    private void LintPath(Token path)
    {
        (string text, char first) = (path.Text, path.Text[0]);
        LintLevel level = first is '/' or '~' ? _options.Lints.AbsolutePaths : first == '.' ? LintLevel.Ignore : _options.Lints.ShortPaths;
        if (level != LintLevel.Ignore)
        {
            Lint(level, path.Start, first is '/' or '~'
                ? $"{(first == '/' ? "absolute" : "home")} path literals are not portable. Consider replacing path literal '{text}' by a string, relative path, or parameter (lint-absolute-path-literals)"
                : $"relative path literal '{text}' should be prefixed with '.' for clarity: './{text}' (lint-short-path-literals)");
        }
    }

    private void Lint(LintLevel level, int at, string message) =>
        _diagnostics.Add(new Diagnostic("NIX1013", _source, at, message, IsError: level == LintLevel.Fatal) { HasExcerpt = true });
}
