using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Builtins;
using Tvix.Aot.Transpiler;
using Tvix.Aot.Transpiler.Modules;

namespace Tvix.Aot.Cli.Repl;

/// <summary>What a line of the REPL does: an expression, bindings, or a command (nix repl's, libcmd/repl.cc).</summary>
internal sealed class ReplCommands
{
    public const string Help = """
        The following commands are available:

          <expr>                       Evaluate and print expression
          <x> = <expr>                 Bind expression to variable
          :a, :add <expr>              Add attributes from resulting set to scope
          :doc <expr>                  Describe a function and where it comes from
          :e, :edit <expr>             Open package or function in $EDITOR
          :emit <expr>                 Show the C# that an expression becomes
          :l, :load <path>             Load Nix expression and add it to scope
          :lf, :load-flake <ref>       Load Nix flake and add it to scope
          :ll, :last-loaded            Show most recently loaded variables added to scope
          :p, :print <expr>            Evaluate and print expression recursively
                                       Strings are printed directly, without escaping.
          :q, :quit                    Exit
          :r, :reload                  Reload all files
          :t <expr>                    Describe result of evaluation
          :te, :trace-enable [bool]    Enable, disable or toggle showing traces for
                                       errors
          :?, :help                    Brings up this help menu

        """;

    private const int MostNames = 20;
    private const string EndOfFile = "unexpected end of file";

    private static readonly string[] s_needBuilds = [":b", ":bl", ":i", ":sh", ":u", ":log"];

    private readonly ReplSession _session;
    private readonly TranspileOptions _translation;
    private readonly List<string> _files = [];
    private readonly List<string> _flakes = [];

    public ReplCommands(ReplSession session, TranspileOptions translation)
    {
        _session = session;
        _translation = translation;
    }

    /// <summary>Whether a text ends in the middle: more lines are to be asked for.</summary>
    public bool IsIncomplete(string text)
    {
        string rest = text.TrimStart();
        if (rest.StartsWith(':'))
        {
            (string command, string argument) = Split(rest);
            return command is ":p" or ":print" or ":t" or ":a" or ":add" or ":emit" or ":doc" or ":e" or ":edit" && IsUnfinished(argument) && argument.Length > 0;
        }

        return rest.Length > 0 && (IsUnfinished(text) || AreUnfinished(text));
    }

    /// <summary>Does what a text says. False: leave the REPL.</summary>
    /// <exception cref="EvalException">An evaluation failed.</exception>
    /// <exception cref="CommandException">The command is none, or is wrong.</exception>
    public bool Do(string text)
    {
        string line = text.Trim();
        if (line.Length == 0)
        {
            return true;
        }

        if (line.StartsWith(':'))
        {
            (string command, string argument) = Split(line);
            return Command(command, argument);
        }

        if (BindingsOf(text) is { } bindings)
        {
            _session.Run(() => _session.Add(Op.ForceAttrs(_session.Evaluate(bindings), 0)));
            return true;
        }

        Output.WriteOut(Unicode(_session.Run(() => ReplPrinter.Print(_session.Evaluate(text), maxDepth: 1))) + "\n\n");
        return true;
    }

    /// <summary>Loads a file; it is loaded again by <c>:r</c>.</summary>
    public void Load(string path)
    {
        string full = Sources.FullPath(path);
        if (!_files.Contains(full))
        {
            _files.Add(full);
        }

        AddToScope(() => _session.File(full));
    }

    /// <summary>Loads a locked flake, or one without inputs; it is loaded again by <c>:r</c>.</summary>
    private void LoadFlake(string reference)
    {
        if (reference.Length == 0)
        {
            throw new CommandException("cannot use ':load-flake' without a path specified. (Use '.' for the current working directory.)");
        }

        if (!_flakes.Contains(reference))
        {
            _flakes.Add(reference);
        }

        AddToScope(() => FlakeBuiltins.GetTyped(reference.ToBytes()));
    }

    private bool Command(string command, string argument)
    {
        switch (command)
        {
            case ":?" or ":help": Output.WriteOut(Help + "\n"); break;
            case ":q" or ":quit": return false;
            case ":a" or ":add": AddToScope(() => _session.Evaluate(argument)); break;
            case ":l" or ":load": Load(argument.Length == 0 ? "." : argument); break;
            case ":lf" or ":load-flake": LoadFlake(argument); break;
            case ":ll" or ":last-loaded":
                Output.WriteOut(string.Join('\n', (_session.LastLoaded ?? throw new CommandException("nothing has been loaded yet")).Select(Unicode)) + "\n\n");
                break;
            case ":r" or ":reload": Reload(); break;
            case ":p" or ":print": Print(argument); break;
            case ":t": Output.WriteOut(_session.Run(() => TypeNames.WithArticle(Op.Force(_session.Evaluate(argument)))) + "\n\n"); break;
            case ":te" or ":trace-enable": SetTrace(argument); break;
            case ":doc": Output.WriteOut(Unicode(_session.Run(() => ReplDocs.Describe(Op.Force(_session.Evaluate(argument))))) + "\n\n"); break;
            case ":e" or ":edit": Edit(argument); break;
            case ":emit": Emit(argument); break;
            default:
                throw new CommandException(Array.IndexOf(s_needBuilds, command) >= 0
                    ? $"'{command}' needs Nix itself, which tvix-aot does not replace here: it evaluates only"
                    : $"unknown command '{command}'");
        }

        return true;
    }

    private void AddToScope(Func<Value> evaluate)
    {
        string[] names = _session.Run(() => _session.Load(evaluate()));
        Output.WriteOut($"Added {names.Length} variables.\n{Unicode(string.Join(", ", names.Take(MostNames)))}\n");
        Output.WriteOut((names.Length > MostNames ? $"... and {names.Length - MostNames} more; view with :ll\n" : "") + "\n");
    }

    private void Reload()
    {
        _session.Start();
        foreach (string file in _files.ToArray())
        {
            Output.WriteOut($"Loading \"{file}\"...\n");
            Load(file);
        }

        foreach (string flake in _flakes.ToArray())
        {
            Output.WriteOut($"Loading flake '{flake}'...\n");
            LoadFlake(flake);
        }
    }

    private void Print(string text)
    {
        string printed = _session.Run(() =>
        {
            Value value = _session.Evaluate(text);
            return Op.Force(value) is NixString s ? s.Bytes : ReplPrinter.Print(value);
        });
        Output.WriteOut(Unicode(printed) + "\n\n");
    }

    private void SetTrace(string argument)
    {
        _session.ShowTrace = argument switch
        {
            "" => !_session.ShowTrace,
            "true" => true,
            "false" => false,
            _ => throw new CommandException($"unexpected argument '{argument}' to :te"),
        };
        Output.WriteOut(_session.ShowTrace ? "showing error traces\n\n" : "not showing error traces\n\n");
    }

    private void Edit(string text)
    {
        (string file, int line) = _session.Run(() => ReplDocs.PlaceOf(_session.Evaluate(text), text));
        string editor = Environment.GetEnvironmentVariable("EDITOR") is { Length: > 0 } chosen ? chosen : "nano";
        string[] words = editor.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(words[0], [.. words.Skip(1), .. line > 0 ? [$"+{line}"] : Array.Empty<string>(), file]);
        try
        {
            using Process process = Process.Start(start)!;
            process.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandException($"cannot start the editor '{words[0]}': {SystemError.Text(e)}");
        }
    }

    private void Emit(string text)
    {
        SourceText source = Sources.FromExpression(text);
        var diagnostics = new DiagnosticBag();
        var transpiler = new NixTranspiler(_translation);
        SourceModule? module = transpiler.LoadScoped(source, [.. _session.Names], diagnostics);
        Output.Report(diagnostics);
        if (module != null)
        {
            ByteText.Write(Output.Out, transpiler.Emit([module], NixTranspiler.CommonRoot([module.Path]))[0].Text + "\n");
            Output.Out.Flush();
        }
    }

    private static (string Command, string Argument) Split(string line)
    {
        int space = line.IndexOfAny([' ', '\n', '\t']);
        return space < 0 ? (line, "") : (line[..space], line[(space + 1)..].Trim());
    }

    private static string Braced(string text) => "{" + text.TrimEnd().TrimEnd(';') + ";}";

    /// <summary>The set that bindings make; null where the text is an expression, or neither.</summary>
    private string? BindingsOf(string text)
    {
        string set = Braced(text);
        return Parse(text).HasErrors && !Parse(set).HasErrors ? set : null;
    }

    // Bindings that end too early: what is wrong with the set around them is its end.
    private bool AreUnfinished(string text)
    {
        string set = Braced(text);
        return Parse(text).HasErrors && BindingsOf(text) == null && Parse("{" + text).Items.First(d => d.IsError).Message.Contains(EndOfFile, StringComparison.Ordinal)
            && Parse(set).Items.First(d => d.IsError).Offset >= set.TrimEnd('}').TrimEnd(';').ToBytes().Length;
    }

    private bool IsUnfinished(string text) =>
        Parse(text).Items.FirstOrDefault(d => d.IsError) is { } error && error.Message.Contains(EndOfFile, StringComparison.Ordinal);

    private DiagnosticBag Parse(string text)
    {
        var diagnostics = new DiagnosticBag();
        Parser.Parse(Sources.FromExpression(text), _translation.Parse, diagnostics);
        return diagnostics;
    }

    private static string Unicode(string bytes) => ByteText.ToText(bytes);
}
