using System;
using System.IO;
using System.Linq;
using System.Threading;
using RadLine;
using Spectre.Console;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Cli.Repl;

/// <summary>Reads lines: from a terminal with editing, history and completion, from anything else as they come.</summary>
internal sealed class ReplEditor
{
    private const int MostHistory = 1000;

    private readonly LineEditor? _editor;
    private readonly string? _historyFile;
    private readonly Prompt _prompt = new();
    private bool _isCancelled;

    public ReplEditor(ITextCompletion completion)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected || !LineEditor.IsSupported(AnsiConsole.Console))
        {
            return;
        }

        _editor = new LineEditor { MultiLine = false, Completion = completion, Prompt = _prompt };
        Bind(_editor.KeyBindings);
        _historyFile = HistoryFile();
        if (File.Exists(_historyFile))
        {
            foreach (string line in File.ReadLines(_historyFile).TakeLast(MostHistory))
            {
                _editor.History.Add(line);
            }
        }
    }

    public bool IsInteractive => _editor != null;

    /// <summary>A line; null at the end of the input. Ctrl-C gives an empty one and sets <paramref name="isCancelled"/>.</summary>
    public string? Read(bool isContinuation, out bool isCancelled)
    {
        isCancelled = false;
        if (_editor == null)
        {
            return Console.In.ReadLine();
        }

        _prompt.IsContinuation = isContinuation;
        _isCancelled = false;
        // A key like the others while a line is edited; an interrupt while something is evaluated.
        Console.TreatControlCAsInput = true;
        try
        {
            string? line = _editor.ReadLine(CancellationToken.None).GetAwaiter().GetResult();
            isCancelled = _isCancelled;
            return isCancelled ? "" : line;
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    /// <summary>Keeps what was entered for the next sessions.</summary>
    public void Remember(string text)
    {
        if (_historyFile == null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_historyFile)!);
            File.AppendAllText(_historyFile, text.ReplaceLineEndings(" ") + "\n");
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            Output.WriteErr($"warning: cannot write {_historyFile}: {SystemError.Text(e)}\n");
        }
    }

    private static string HistoryFile() => Path.Combine(HomeFolder.Xdg("XDG_DATA_HOME", ".local/share"), "tvix-aot", "repl-history");

    private void Bind(KeyBindings keys)
    {
        keys.Add(ConsoleKey.UpArrow, () => new PreviousHistoryCommand());
        keys.Add(ConsoleKey.DownArrow, () => new NextHistoryCommand());
        keys.Add(ConsoleKey.P, ConsoleModifiers.Control, () => new PreviousHistoryCommand());
        keys.Add(ConsoleKey.N, ConsoleModifiers.Control, () => new NextHistoryCommand());
        keys.Add(ConsoleKey.A, ConsoleModifiers.Control, () => new MoveHomeCommand());
        keys.Add(ConsoleKey.E, ConsoleModifiers.Control, () => new MoveEndCommand());
        keys.Add(ConsoleKey.B, ConsoleModifiers.Control, () => new MoveLeftCommand());
        keys.Add(ConsoleKey.F, ConsoleModifiers.Control, () => new MoveRightCommand());
        // A line feed, as in pasted text, and Ctrl-J.
        keys.Add(ConsoleKey.J, ConsoleModifiers.Control, () => new SubmitCommand());
        keys.Add(ConsoleKey.Enter, ConsoleModifiers.Control, () => new SubmitCommand());
        keys.Add(ConsoleKey.C, ConsoleModifiers.Control, () => new Leave(() => _isCancelled = true, onlyEmpty: false));
        keys.Add(ConsoleKey.D, ConsoleModifiers.Control, () => new Leave(() => { }, onlyEmpty: true));
    }

    /// <summary>Nix's prompts.</summary>
    private sealed class Prompt : ILineEditorPrompt
    {
        public bool IsContinuation { get; set; }

        public (Markup Markup, int Margin) GetPrompt(ILineEditorState state, int line) =>
            (new Markup(IsContinuation ? "        >" : "nix-repl>"), 1);
    }

    /// <summary>Ends the line without a result.</summary>
    private sealed class Leave(Action before, bool onlyEmpty) : LineEditorCommand
    {
        public override void Execute(LineEditorContext context)
        {
            if (onlyEmpty && context.Buffer.Length > 0)
            {
                context.Execute(new DeleteCommand());
                return;
            }

            before();
            context.Submit(SubmitAction.Cancel);
        }
    }
}
