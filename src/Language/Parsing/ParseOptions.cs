using System;
using System.Collections.Generic;

namespace Tvix.Aot.Language.Parsing;

/// <summary>What a host lets the parser know: the home folder for <c>~/x</c>, and switches.</summary>
public sealed record ParseOptions(string Home = "/")
{
    /// <summary>Experimental features of Nix that the text may use.</summary>
    public ICollection<string> Features { get; init; } = Array.Empty<string>();

    /// <summary>What is said of literals that Nix advises against.</summary>
    public LiteralLints Lints { get; init; } = LiteralLints.None;

    /// <summary>The names that the evaluation had before this text, in the order of their first occurrence.</summary>
    public Func<IEnumerable<string>>? NamesBefore { get; init; }

    public bool PipeOperators => Features.Contains("pipe-operators");
}

/// <summary>What a literal that Nix advises against leads to (lint-… in the manual, nix.conf).</summary>
public enum LintLevel { Ignore, Warn, Fatal }

/// <param name="Urls">URLs without quotes.</param>
/// <param name="ShortPaths">Relative paths that do not begin with a dot.</param>
/// <param name="AbsolutePaths">Paths from the root or from the home folder.</param>
public sealed record LiteralLints(LintLevel Urls, LintLevel ShortPaths, LintLevel AbsolutePaths)
{
    /// <summary>Nothing is said.</summary>
    public static readonly LiteralLints None = new(LintLevel.Ignore, LintLevel.Ignore, LintLevel.Ignore);

    /// <param name="setting">The value of a setting, by its name: ignore, warn or fatal.</param>
    public static LiteralLints Of(Func<string, string> setting)
    {
        LintLevel Level(string name) => setting(name) switch
        {
            "warn" => LintLevel.Warn,
            "fatal" => LintLevel.Fatal,
            _ => LintLevel.Ignore,
        };
        return new LiteralLints(Level("lint-url-literals"), Level("lint-short-path-literals"), Level("lint-absolute-path-literals"));
    }
}
