using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Reflection;
using Tvix.Aot.Interpreter;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Transpiler;

namespace Tvix.Aot.Cli.Commands;

/// <summary><c>tvix-aot eval FILE...</c>: evaluates in this process, with the options of nix-instantiate --eval.</summary>
internal static class EvalCommand
{
    private static readonly Argument<string[]> s_files = new("FILE") { Description = ".nix files, each evaluated in turn; - for standard input", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string[]> s_expressions = new("--expr", "-E") { Description = "an expression instead of a file" };
    private static readonly Option<bool> s_strict = new("--strict") { Description = "evaluate lists and sets to their last element" };
    private static readonly Option<bool> s_json = new("--json") { Description = "print JSON" };
    private static readonly Option<bool> s_xml = new("--xml") { Description = "print XML" };
    private static readonly Option<bool> s_raw = new("--raw") { Description = "print a string as it is" };
    private static readonly Option<bool> s_noLocation = new("--no-location") { Description = "no positions in XML" };
    private static readonly Option<string[]> s_attr = new("--attr", "-A") { Description = "select an attribute" };
    private static readonly Option<string[]> s_arg = CommonOptions.Pair("--arg", "an argument, NAME and a Nix expression");
    private static readonly Option<string[]> s_argstr = CommonOptions.Pair("--argstr", "an argument, NAME and a string");
    private static readonly Option<string[]> s_include = new("-I", "--include") { Description = "an entry of the search path" };
    private static readonly Option<string?> s_depth = new("--max-call-depth") { Description = "how deep calls may nest (default 2000000)" };
    private static readonly Option<string?> s_jobs = new("--jobs", "-j") { Description = "evaluate with so many threads what --strict, --json, --raw or several -A ask for" };
    private static readonly Option<string?> s_engine = new("--engine") { Description = "interpreter (the default), or compiled: through C# and the JIT" };
    private static readonly Option<bool> s_jsonLines = new("--json-lines") { Description = "evaluate expressions from standard input, one JSON object a line" };
    private static readonly Option<string[]> s_noPass = CommonOptions.NoPass();
    private static readonly SettingOptions s_settings = new();
    private static readonly Option<string?> s_format = new("--format") { Description = "nix, nix-eval (as 'nix eval' prints), json, xml or raw" };
    private static readonly Option<string?> s_errorFormat = new("--error-format") { Description = "text or json" };
    private static readonly Option<string?> s_store = new("--store") { Description = "a directory to write derivations and sources to, as a store" };
    private static readonly Option<bool> s_daemon = new("--daemon") { Description = "write them through the nix-daemon of this machine" };
    private static readonly Option<bool> s_impure = new("--impure") { Description = "the opposite, which is the default" };
    private static readonly Option<bool>[] s_flags = [.. EvalOptions.Flags.SelectMany(f => (Option<bool>[])[Flag(f), new("--no-" + f) { Hidden = true }])];

    private static Option<bool> Flag(string name) => new("--" + name)
    {
        Description = name switch
        {
            "show-trace" => "all of the trace of an error",
            "trace-verbose" => "messages of builtins.traceVerbose",
            "abort-on-warn" => "builtins.warn is an error",
            "pure-eval" => "nothing of the environment, clock or file system",
            "restrict-eval" => "files of the search path only",
            _ => "the setting of this name",
        },
    };

    public static Command Create()
    {
        var command = new Command("eval", "Evaluate files or an expression.")
        {
            s_files, s_expressions, s_strict, s_json, s_xml, s_raw, s_noLocation, s_attr, s_arg, s_argstr, s_include, s_depth, s_jobs,
            s_engine, s_jsonLines, s_noPass, s_format, s_errorFormat,
            s_store, s_daemon, s_impure,
        };
        s_settings.AddTo(command);
        foreach (Option<bool> flag in s_flags)
        {
            command.Add(flag);
        }

        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult result)
    {
        EvalOptions options = Options(result);
        TranspileOptions translation = CommonOptions.Transpile(result.GetValue(s_noPass), options);
        string engine = result.GetValue(s_engine) ?? "interpreter";
        (EvalEngine Engine, Func<SourceText, Value> Evaluate) chosen = engine switch
        {
            "interpreter" => Interpreted(translation),
            "compiled" => CompiledEngine.Create(translation),
            _ => throw new CommandException($"there is no engine '{engine}': interpreter or compiled"),
        };
        // The interpreter finds the traces of compiled code, and what an error shows of values.
        bool isInterpreted = chosen.Engine is InterpreterEngine;
        (EvalEngine Engine, Func<SourceText, Value> Evaluate) tracing = isInterpreted ? chosen : Interpreted(translation);
        Tracer TracerOf(Func<Value> root) => new(tracing.Engine, root, isInterpreted);
        if (result.GetValue(s_jsonLines))
        {
            return JsonLines.Run(chosen.Engine, chosen.Evaluate, options, source => TracerOf(() => tracing.Evaluate(source)));
        }

        foreach (Func<Func<SourceText, Value>, Value> root in RootsOf(result))
        {
            int code = Evaluate(chosen.Engine, () => root(chosen.Evaluate), options, TracerOf(() => root(tracing.Evaluate)));
            if (code != 0)
            {
                return code;
            }
        }

        return 0;
    }

    private static (EvalEngine Engine, Func<SourceText, Value> Evaluate) Interpreted(TranspileOptions translation)
    {
        var engine = new InterpreterEngine(() => translation.Parse, translation.DisabledPasses);
        return (engine, engine.Evaluate);
    }

    /// <summary>What to evaluate, as functions of an engine's way to evaluate a text.</summary>
    private static IEnumerable<Func<Func<SourceText, Value>, Value>> RootsOf(ParseResult result)
    {
        string[] files = result.GetValue(s_files) ?? [], expressions = result.GetValue(s_expressions) ?? [];
        if (files.Length + expressions.Length == 0)
        {
            throw new CommandException("eval needs a FILE or --expr");
        }

        Sources.RefuseFlags(files);
        // As in Nix, -E makes expressions of all that are no options.
        return expressions.Length > 0 ? expressions.Concat(files).Select(e => RootOf(Sources.FromExpression(e))) : files.Select(RootOfFile);
    }

    private static Func<Func<SourceText, Value>, Value> RootOfFile(string file) => file == "-" ? RootOf(Sources.FromStandardInput())
        : FileArgument.IsLookedUp(file.ToBytes()) ? _ => FileArgument.Evaluate(file.ToBytes())
        : RootOf(Sources.FromFile(file));

    private static Func<Func<SourceText, Value>, Value> RootOf(SourceText source) =>
        evaluate => source.IsFile ? Modules.Evaluate(source.Path, 0) : evaluate(source);

    private static int Evaluate(EvalEngine engine, Func<Value> root, EvalOptions options, Tracer tracer)
    {
        EvalHost host = options.MakeHost(Output.Err);
        host.Engine = engine;
        host.KeepsThunks = engine is InterpreterEngine && (host.ShowsUnevaluated || options.ShowTrace);
        return Evaluation.Run(host, options, root, Output.Out, tracer);
    }

    /// <summary>The options as a compiled program would read them.</summary>
    private static EvalOptions Options(ParseResult result)
    {
        try
        {
            EvalOptions options = EvalOptions.Parse([.. Words(result)], "/");
            s_settings.AddTo(options, result);
            AddPairs(options, result.GetValue(s_arg), isExpression: true);
            AddPairs(options, result.GetValue(s_argstr), isExpression: false);
            return options;
        }
        catch (ArgumentException e)
        {
            throw new CommandException(e.Message);
        }
    }

    private static IEnumerable<string> Words(ParseResult result)
    {
        foreach (Option<bool> option in (Option<bool>[])[s_strict, s_json, s_xml, s_raw, s_noLocation, s_daemon, s_impure, .. s_flags])
        {
            if (result.GetValue(option))
            {
                yield return option.Name;
            }
        }

        foreach (Option<string?> option in (Option<string?>[])[s_depth, s_jobs, s_format, s_errorFormat, s_store])
        {
            if (result.GetValue(option) is { } value)
            {
                yield return option.Name;
                yield return value;
            }
        }

        foreach (Option<string[]> option in (Option<string[]>[])[s_attr, s_include])
        {
            foreach (string value in result.GetValue(option) ?? [])
            {
                yield return option.Name;
                yield return value;
            }
        }
    }

    private static void AddPairs(EvalOptions options, string[]? pairs, bool isExpression)
    {
        foreach ((string name, string value) in CommonOptions.PairsOf(pairs))
        {
            options.Arguments.Add((name, value, isExpression));
        }
    }
}
