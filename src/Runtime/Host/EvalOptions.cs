using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Tvix.Aot.Runtime.Host;

public enum OutputFormat { Nix, Json, Xml, Raw }

/// <summary>The options that native binaries and <c>tvix-aot eval</c> share, with the meaning they have in nix-instantiate.</summary>
public sealed class EvalOptions
{
    public const string HelpText = """
        A Nix program compiled by tvix-aot. Prints the value of its expression.

          --strict                 evaluate lists and sets to their last element
          --json, --xml, --raw     another format
          --no-location            no positions in XML
          -A, --attr PATH          select an attribute; may be repeated
          --arg NAME EXPR          an argument, a Nix expression (a constant in compiled programs)
          --argstr NAME TEXT       an argument, a string
          -I PATH                  an entry of the search path
          --max-call-depth N       how deep calls may nest (2000000)
          --source-root DIR        where the program's source files lie now
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

    public string SourceRoot { get; set; } = "/";

    public bool ShowTrace { get; set; }

    public bool TraceVerbose { get; set; }

    public bool AbortOnWarn { get; set; }

    /// <exception cref="ArgumentException">An option is unknown or lacks its value.</exception>
    public static EvalOptions Parse(string[] args, string sourceRoot)
    {
        var options = new EvalOptions { SourceRoot = sourceRoot };
        for (int i = 0; i < args.Length; i++)
        {
            string option = args[i];
            string Next() => ++i < args.Length ? args[i] : throw new ArgumentException($"flag '{option}' requires an argument");
            switch (option)
            {
                case "-h" or "--help": options.Help = true; break;
                case "--strict": options.Strict = true; break;
                case "--json": options.Format = OutputFormat.Json; break;
                case "--xml": options.Format = OutputFormat.Xml; break;
                case "--raw": options.Format = OutputFormat.Raw; break;
                case "--no-location": options.NoLocation = true; break;
                case "--show-trace": options.ShowTrace = true; break;
                case "--trace-verbose": options.TraceVerbose = true; break;
                case "--eval" or "--readonly-mode" or "--read-write-mode": break;
                case "-A" or "--attr": options.AttrPaths.Add(Next()); break;
                case "-I" or "--include": options.SearchPath.Add(Next()); break;
                case "--arg": options.Arguments.Add((Next(), Next(), true)); break;
                case "--argstr": options.Arguments.Add((Next(), Next(), false)); break;
                case "--max-call-depth": options.MaxCallDepth = Number(option, Next()); break;
                case "--source-root": options.SourceRoot = Path.GetFullPath(Next()).ToBytes(); break;
                default: throw new ArgumentException($"unrecognised flag '{option}'");
            }
        }

        return options;
    }

    private static int Number(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new ArgumentException($"'{text}' is not a number, as flag '{option}' requires");

    public EvalHost MakeHost(Stream errors)
    {
        var host = new EvalHost { SourceRoot = SourceRoot, ErrorStream = errors, TraceVerbose = TraceVerbose };
        host.AbortOnWarn = AbortOnWarn || host.GetEnvironment("NIX_ABORT_ON_WARN") is "1" or "yes" or "true";
        foreach (string entry in SearchPath)
        {
            Add(host, entry.ToBytes());
        }

        foreach (string entry in (host.GetEnvironment("NIX_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(host, entry);
        }

        return host;
    }

    private static void Add(EvalHost host, string entry)
    {
        int equals = entry.IndexOf('=', StringComparison.Ordinal);
        host.SearchPath.Add(equals < 0 ? ("", entry) : (entry[..equals], entry[(equals + 1)..]));
    }
}
