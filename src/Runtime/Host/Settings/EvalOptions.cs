using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Tvix.Aot.Runtime.Host;

public enum OutputFormat { Nix, NixEval, Json, Xml, Raw }

/// <summary>The options that native binaries and <c>tvix-aot eval</c> share, with the meaning they have in nix-instantiate.</summary>
public sealed partial class EvalOptions
{
    public const string HelpText = """
        A Nix program compiled by tvix-aot. Prints the value of its expression.

          --strict                 evaluate lists and sets to their last element
          --json, --xml, --raw     another format
          --no-location            no positions in XML
          -A, --attr PATH          select an attribute; may be repeated
          --arg NAME EXPR          an argument, a Nix expression (a constant where the program has no interpreter)
          --argstr NAME TEXT       an argument, a string
          -I PATH                  an entry of the search path
          --jobs N                 evaluate with N threads what --strict, --json, --raw or several -A ask for (1)
          --max-call-depth N       how deep calls may nest (2000000)
          --format FORMAT          nix, nix-eval (as 'nix eval' prints), json, xml or raw
          --store DIR              write derivations and sources to a store below this directory
          --daemon                 write them through the nix-daemon of this machine
          --pure-eval              nothing of the environment, clock or file system
          --restrict-eval          files of the search path only
          --option NAME VALUE      a setting of Nix, as nix.conf and NIX_CONFIG give them; also as --NAME VALUE
          --extra-experimental-features NAMES
          --error-format FORMAT    text or json
          --source-root DIR        where the program's source files lie now
          --trust-compiled         no look at whether source files have changed since the program was built
          --show-trace             all of the trace of an error
          --trace-verbose          messages of builtins.traceVerbose

        """;

    public bool Help { get; set; }

    public bool Strict { get; set; }

    public OutputFormat Format { get; set; }

    public bool NoLocation { get; set; }

    public List<string> AttrPaths { get; } = [];

    /// <summary>Arguments: name, text, and whether the text is an expression.</summary>
    public List<(string Name, string Text, bool IsExpression)> Arguments { get; } = [];

    public List<string> SearchPath { get; } = [];

    public int MaxCallDepth { get; set; } = EvalStack.DefaultMaxDepth;

    /// <summary>How many threads evaluate.</summary>
    public int Jobs { get; set; } = 1;

    public string SourceRoot { get; set; } = "/";

    /// <summary>No look at whether the sources of compiled files have changed.</summary>
    public bool TrustCompiled { get; set; }

    /// <summary>Errors as JSON, one object a line.</summary>
    public bool JsonErrors { get; set; }

    /// <summary>A directory to write derivations and sources to; null to compute paths only.</summary>
    public string? StoreDirectory { get; set; }

    /// <summary>The socket of a nix-daemon to write through; empty for the usual place.</summary>
    public string? DaemonSocket { get; set; }

    /// <exception cref="ArgumentException">An option is unknown or lacks its value.</exception>
    public static EvalOptions Parse(string[] args, string sourceRoot)
    {
        var options = new EvalOptions { SourceRoot = sourceRoot };
        options.ReadConfiguration();
        for (int i = 0; i < args.Length; i++)
        {
            string option = args[i];
            string Next(int words = 1) => ++i < args.Length ? args[i] : throw new ArgumentException($"flag '{option}' requires {words} argument(s), but only {words - 1} were given");
            switch (option)
            {
                case "-h" or "--help": options.Help = true; break;
                case "--strict": options.Strict = true; break;
                case "--json": options.Format = OutputFormat.Json; break;
                case "--xml": options.Format = OutputFormat.Xml; break;
                case "--raw": options.Format = OutputFormat.Raw; break;
                case "--no-location": options.NoLocation = true; break;
                case "--format": options.Format = FormatOf(Next()); break;
                case "--error-format": options.JsonErrors = IsJson(Next()); break;
                case "--trust-compiled": options.TrustCompiled = true; break;
                case "--impure": options.IsPure = false; break;
                case "--store": options.StoreDirectory = Folder(option, Next()); break;
                case "--daemon": options.DaemonSocket = ""; break;
                case "--option": options.SetGently(Next(), Next(2)); break;
                case "-A" or "--attr": options.AttrPaths.Add(Next()); break;
                case "-I" or "--include": options.SearchPath.Add(Next()); break;
                case "--arg": options.Arguments.Add((Next(), Next(2), true)); break;
                case "--argstr": options.Arguments.Add((Next(), Next(2), false)); break;
                case "-j" or "--jobs": options.Jobs = Number(option, Next()); break;
                case "--source-root": options.SourceRoot = Folder(option, Next()).ToBytes(); break;
                case var _ when NixSettings.WordsAfterIgnored(option) is { } words:
                    for (; words > 0; words--)
                    {
                        Next();
                    }

                    break;
                case var _ when NixSettings.OfFlag(option) is var (name, value): options.Set(name, value ?? Next()); break;
                default: throw new ArgumentException(option.StartsWith('-') ? $"unrecognised flag '{option}'" : $"unexpected argument '{option}'");
            }
        }

        return options;
    }

    private static string Folder(string option, string path) =>
        path.Length > 0 ? Path.GetFullPath(path) : throw new ArgumentException($"flag '{option}' requires the name of a folder");

    private static OutputFormat FormatOf(string name) => name switch
    {
        "nix" => OutputFormat.Nix,
        "nix-eval" => OutputFormat.NixEval,
        "json" => OutputFormat.Json,
        "xml" => OutputFormat.Xml,
        "raw" => OutputFormat.Raw,
        _ => throw new ArgumentException($"there is no format '{name}': nix, nix-eval, json, xml or raw"),
    };

    private static bool IsJson(string format) => format switch
    {
        "json" => true,
        "text" => false,
        _ => throw new ArgumentException($"there is no error format '{format}': text or json"),
    };

    private static int Number(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new ArgumentException($"'{text}' is not a number, as flag '{option}' requires");

    public EvalHost MakeHost(Stream errors)
    {
        var host = new EvalHost
        {
            FlakeRegistry = _registry, UsesRegistries = _usesRegistries, SourceRoot = SourceRoot, ErrorStream = errors, TrustCompiled = TrustCompiled, Features = Features,
            ShowsUnevaluated = !Strict && Format is (OutputFormat.Nix or OutputFormat.Xml),
            TraceVerbose = TraceVerbose, AllowImportFromDerivation = AllowImportFromDerivation, TracesImportFromDerivation = _tracesImportFromDerivation,
            IsPure = IsPure, IsRestricted = IsRestricted, AllowedUris = _allowedUris, System = _evalSystem is { Length: > 0 } system ? system : _system, Lint = LintOf,
        };
        host.AbortOnWarn = AbortOnWarn || host.GetEnvironment("NIX_ABORT_ON_WARN") is "1" or "yes" or "true";
        foreach (string entry in SearchPath)
        {
            Add(host, entry.ToBytes());
        }

        IReadOnlyList<string> more = host.GetEnvironment("NIX_PATH") is { } path ? NixSearchPath.Split(path)
            : _configuredPath?.ToBytes().Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        foreach (string entry in more)
        {
            Add(host, entry);
        }

        return host;
    }

    /// <summary>The store that the options ask for; null for none.</summary>
    /// <exception cref="EvalException">It cannot be opened.</exception>
    public Store.StoreBackend? OpenStore() => StoreDirectory != null ? new Store.DirectoryStore(StoreDirectory)
        : DaemonSocket != null ? Store.DaemonStore.Connect(DaemonSocket) : null;

    private static void Add(EvalHost host, string entry)
    {
        int equals = entry.IndexOf('=', StringComparison.Ordinal);
        host.SearchPath.Add(equals < 0 ? ("", entry) : (entry[..equals], entry[(equals + 1)..]));
    }
}
