using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Tvix.Aot.Runtime.Host;

/// <summary>The settings of Nix (manual, nix.conf): from configuration files, the environment and the command line.</summary>
public sealed partial class EvalOptions
{
    private const string DeprecatedLint = "warn-short-path-literals";
    private const string ShortPathLint = "lint-short-path-literals";

    private readonly List<string> _warnings = [];
    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lints = new(StringComparer.Ordinal);
    private readonly List<string> _allowedUris = [];
    private string _registry = "https://channels.nixos.org/flake-registry.json";
    private bool _usesRegistries = true;
    private string? _configuredPath;
    private string? _system;
    private string? _evalSystem;
    private bool _tracesImportFromDerivation;

    /// <summary>The settings that <c>--NAME</c> turns on and <c>--no-NAME</c> off, of those that an evaluation is about.</summary>
    public static IReadOnlyList<string> Flags { get; } = ["show-trace", "trace-verbose", "abort-on-warn", "pure-eval", "restrict-eval"];

    public bool ShowTrace { get; set; }

    public bool TraceVerbose { get; set; }

    public bool AllowImportFromDerivation { get; set; } = true;

    public bool AbortOnWarn { get; set; }

    public ExperimentalFeatures Features { get; } = new();

    public bool IsPure { get; set; }

    public bool IsRestricted { get; set; }

    /// <summary>What is to be said about the settings, without <c>warning: </c>: those that cannot be taken over, and at last unknown ones.</summary>
    private IEnumerable<string> Warnings => _warnings.Concat(_unknown.Select(name => $"unknown setting '{name}'"));

    /// <summary>Says what there is to say of the settings.</summary>
    public void WriteWarnings(Stream errors)
    {
        foreach (string warning in Warnings)
        {
            ByteText.WriteMessage(errors, $"warning: {warning}\n".ToBytes());
        }
    }

    /// <summary>The value of one of the settings lint-…</summary>
    public string LintOf(string name) =>
        _lints.TryGetValue(name, out string? level) ? level : name == ShortPathLint ? _lints.GetValueOrDefault(DeprecatedLint, "ignore") : "ignore";

    /// <summary>A setting of Nix by its name.</summary>
    /// <exception cref="ArgumentException">The value is of the wrong kind.</exception>
    public void Set(string name, string value)
    {
        if (NixSettings.Find(name, out bool isExtra) is not { } setting)
        {
            _unknown.Add(name);
            return;
        }

        if (setting.Feature is { } feature && !Features.Has(feature))
        {
            _warnings.Add($"Ignoring setting '{setting.Name}' because experimental feature '{feature}' is not enabled");
            return;
        }

        setting.Check(value);
        Apply(setting.Name, value, isExtra);
    }

    /// <summary>The same, where a value of the wrong kind is only warned of (<c>--option</c>).</summary>
    public void SetGently(string name, string value)
    {
        try
        {
            Set(name, value);
        }
        catch (ArgumentException e)
        {
            _warnings.Add(e.Message);
        }
    }

    /// <summary>Takes over Nix's configuration.</summary>
    /// <exception cref="ArgumentException">A value is of the wrong kind, or a file that is included is missing.</exception>
    public void ReadConfiguration()
    {
        // What is experimental decides which of the others count.
        foreach ((string name, string value) in NixConfiguration.Read().OrderBy(s => s.Name.EndsWith("experimental-features", StringComparison.Ordinal) ? 0 : 1))
        {
            Set(name, value);
        }
    }

    private void Apply(string name, string value, bool isExtra)
    {
        bool isTrue = NixSetting.IsTrue(value);
        switch (name)
        {
            case "max-call-depth": MaxCallDepth = (int)Math.Min(NixSetting.NumberOf(value)!.Value, int.MaxValue); break;
            case "show-trace": ShowTrace = isTrue; break;
            case "allow-import-from-derivation": AllowImportFromDerivation = isTrue; break;
            case "trace-import-from-derivation": _tracesImportFromDerivation = isTrue; break;
            case "trace-verbose": TraceVerbose = isTrue; break;
            case "abort-on-warn": AbortOnWarn = isTrue; break;
            case "pure-eval": IsPure = isTrue; break;
            case "restrict-eval": IsRestricted = isTrue; break;
            case "system": _system = value; break;
            case "eval-system": _evalSystem = value; break;
            case "experimental-features": Features.Set(value, isExtra, _warnings); break;
            case "flake-registry": _registry = value; break;
            case "use-registries": _usesRegistries = isTrue; break;
            case "nix-path": _configuredPath = isExtra ? _configuredPath + " " + value : value; break;
            case "allowed-uris":
                _allowedUris.RemoveAll(_ => !isExtra);
                _allowedUris.AddRange(value.ToBytes().Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries));
                break;
            case DeprecatedLint:
                _lints[DeprecatedLint] = isTrue ? "warn" : "ignore";
                _warnings.Add($"'{DeprecatedLint}' is deprecated, use '{ShortPathLint} = {_lints[DeprecatedLint]}' instead");
                break;
            case var _ when name.StartsWith("lint-", StringComparison.Ordinal): _lints[name] = value; break;
            case "allow-unsafe-native-code-during-evaluation" or "trace-function-calls" when isTrue:
            case "eval-profiler" when value != "disabled":
                _warnings.Add($"setting '{name}' has no effect in tvix-aot");
                break;
        }
    }
}
