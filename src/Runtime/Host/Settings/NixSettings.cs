using System;
using System.Collections.Generic;
using System.Globalization;

namespace Tvix.Aot.Runtime.Host;

/// <summary>What the value of a setting may be.</summary>
public enum SettingKind { Boolean, Number, Text, Words }

/// <summary>A setting of Nix 2.34 (manual, nix.conf).</summary>
/// <param name="Feature">The experimental feature without which it is ignored.</param>
public sealed record NixSetting(string Name, SettingKind Kind, string? Feature)
{
    // What numbers of bytes may end in.
    private const string Units = "KMGT";

    /// <exception cref="ArgumentException">The value is of the wrong kind; in the words of Nix.</exception>
    public void Check(string value)
    {
        string? problem = Kind switch
        {
            SettingKind.Boolean when !IsBoolean(value) => Name == "sandbox" ? $"option 'sandbox' has invalid value '{value}'" : $"Boolean setting '{Name}' has invalid value '{value}'",
            SettingKind.Number when Name == "max-jobs" && value != "auto" && !IsNumber(value) => "configuration setting 'max-jobs' should be 'auto' or an integer",
            SettingKind.Number when Name != "max-jobs" && !IsNumber(value) => $"setting '{Name}' has invalid value '{value}'",
            SettingKind.Text when Name.StartsWith("lint-", StringComparison.Ordinal) && value is not ("ignore" or "warn" or "fatal") =>
                $"option '{Name}' has invalid value '{value}' (expected 'ignore', 'warn', or 'fatal')",
            SettingKind.Text when Name == "eval-profiler" && value is not ("disabled" or "flamegraph") => $"option 'eval-profiler' has invalid value '{value}'",
            _ => null,
        };
        if (problem != null)
        {
            throw new ArgumentException(problem);
        }
    }

    /// <summary>Whether a value that is a Boolean says yes.</summary>
    public static bool IsTrue(string value) => value is "true" or "yes" or "1";

    private bool IsBoolean(string value) => IsTrue(value) || value is "false" or "no" or "0" || (Name == "sandbox" && value == "relaxed");

    private static bool IsNumber(string value) => NumberOf(value) != null;

    /// <summary>A number, which may end in a unit: 1K is 1024. Null for other texts and what is too large.</summary>
    public static long? NumberOf(string value)
    {
        int unit = value.Length > 1 ? Units.IndexOf(char.ToUpperInvariant(value[^1]), StringComparison.Ordinal) + 1 : 0;
        bool isNumber = long.TryParse(unit > 0 ? value[..^1] : value, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        return isNumber && number <= long.MaxValue >> (10 * unit) ? number << (10 * unit) : null;
    }
}

/// <summary>
/// All settings, since every one may be given to any command of Nix as <c>--NAME VALUE</c>, <c>--NAME</c>, <c>--no-NAME</c> or <c>--extra-NAME VALUE</c>.
/// Most of them are about building and mean nothing to an evaluation.
/// </summary>
public static class NixSettings
{
    // As 'nix config show' has them; other names after a slash, an experimental feature in brackets.
    private const string Booleans = """
        abort-on-warn accept-flake-config[flakes] allow-dirty allow-dirty-locks[flakes] allow-import-from-derivation allow-new-privileges
        allow-symlinked-store allow-unsafe-native-code-during-evaluation always-allow-substitutes auto-allocate-uids[auto-allocate-uids]
        auto-optimise-store builders-use-substitutes compress-build-log/build-compress-log debugger-on-trace debugger-on-warn eval-cache
        fallback/build-fallback filter-syscalls fsync-metadata fsync-store-paths http2 ignore-try
        impersonate-linux-26/build-impersonate-linux-26 keep-build-log/build-keep-log keep-derivations/gc-keep-derivations
        keep-env-derivations/env-keep-derivations keep-failed keep-going keep-outputs/gc-keep-outputs nix-shell-always-looks-for-shell-nix
        nix-shell-shebang-arguments-relative-to-script preallocate-contents print-missing pure-eval require-drop-supplementary-groups
        require-sigs restrict-eval run-diff-hook sandbox/build-use-chroot/build-use-sandbox sandbox-fallback show-trace
        substitute/build-use-substitutes sync-before-registering trace-function-calls trace-import-from-derivation trace-verbose
        trust-tarballs-from-git-forges use-case-hack use-cgroups use-registries[flakes] use-sqlite-wal use-xdg-base-directories warn-dirty
        warn-short-path-literals
        """;

    private const string Numbers = """
        build-poll-interval connect-timeout cores/build-cores download-attempts download-buffer-size download-speed
        eval-attrset-update-layer-rhs-threshold eval-profiler-frequency gc-reserved-space http-connections/binary-caches-parallel-connections
        id-count log-lines max-build-log-size/build-max-log-size max-call-depth max-free max-jobs/build-max-jobs
        max-silent-time/build-max-silent-time max-substitution-jobs/substitution-max-jobs min-free min-free-check-interval nar-buffer-size
        narinfo-cache-meta-ttl narinfo-cache-negative-ttl narinfo-cache-positive-ttl stalled-download-timeout start-id tarball-ttl
        timeout/build-timeout warn-large-path-threshold
        """;

    private const string Texts = """
        bash-prompt bash-prompt-prefix bash-prompt-suffix build-dir build-users-group builders commit-lock-file-summary/commit-lockfile-summary[flakes]
        diff-hook eval-profile-file eval-profiler eval-system external-builders[external-builders] flake-registry[flakes] json-log-path
        lint-absolute-path-literals lint-short-path-literals lint-url-literals netrc-file post-build-hook pre-build-hook sandbox-build-dir
        sandbox-dev-shm-size ssl-cert-file store system upgrade-nix-store-path-url user-agent-suffix
        """;

    private const string Lists = """
        access-tokens allowed-impure-host-deps allowed-uris allowed-users build-hook experimental-features extra-platforms hashed-mirrors
        ignored-acls impure-env[configurable-impure-env] nix-path plugin-files sandbox-paths/build-chroot-dirs/build-sandbox-paths
        secret-key-files substituters/binary-caches system-features trusted-public-keys/binary-cache-public-keys
        trusted-substituters/trusted-binary-caches trusted-users
        """;

    private const string Extra = "extra-";

    private static readonly Lazy<Dictionary<string, NixSetting>> s_byName = new(ReadTable);

    /// <summary>A setting by one of its names; null where Nix has none.</summary>
    public static NixSetting? Find(string name) => s_byName.Value.GetValueOrDefault(name);

    /// <summary>The same, where the name may also be that of what is added to a list: <c>extra-nix-path</c>.</summary>
    public static NixSetting? Find(string name, out bool isExtra)
    {
        isExtra = false;
        if (Find(name) is { } setting)
        {
            return setting;
        }

        isExtra = name.StartsWith(Extra, StringComparison.Ordinal);
        return isExtra && Find(name[Extra.Length..]) is { Kind: SettingKind.Words } list ? list : null;
    }

    /// <summary>A flag that is a setting: its name and, where it needs no further word, its value. Null for other flags.</summary>
    public static (string Name, string? Value)? OfFlag(string flag)
    {
        if (!flag.StartsWith("--", StringComparison.Ordinal))
        {
            return null;
        }

        string name = flag[2..];
        if (Find(name, out _) is { } setting)
        {
            return (name, setting.Kind == SettingKind.Boolean ? "true" : null);
        }

        return name.StartsWith("no-", StringComparison.Ordinal) && Find(name[3..]) is { Kind: SettingKind.Boolean } ? (name[3..], "false") : null;
    }

    /// <summary>Flags of nix-instantiate that mean nothing here, with the number of words that follow them.</summary>
    public static int? WordsAfterIgnored(string flag) => flag switch
    {
        "--eval" or "--readonly-mode" or "--read-write-mode" or "--verbose" or "-v" or "--quiet" or "--debug" or "--no-build-output" or "-Q"
            or "-K" or "-k" or "--no-gc-warning" or "--dry-run" or "--repair" or "--indirect" or "--relaxed-sandbox" => 0,
        "--log-format" or "--eval-store" or "--add-root" => 1,
        "--override-flake" => 2,
        _ => null,
    };

    private static Dictionary<string, NixSetting> ReadTable()
    {
        var table = new Dictionary<string, NixSetting>(StringComparer.Ordinal);
        foreach ((string names, SettingKind kind) in ((string, SettingKind)[])
            [(Booleans, SettingKind.Boolean), (Numbers, SettingKind.Number), (Texts, SettingKind.Text), (Lists, SettingKind.Words)])
        {
            foreach (string entry in names.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
            {
                string[] parts = entry.TrimEnd(']').Split('[');
                string[] aliases = parts[0].Split('/');
                var setting = new NixSetting(aliases[0], kind, parts.Length > 1 ? parts[1] : null);
                foreach (string alias in aliases)
                {
                    table.Add(alias, setting);
                }
            }
        }

        return table;
    }
}
