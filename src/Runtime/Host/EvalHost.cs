using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Parallel;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// What an evaluation knows of the world outside: files, environment, search path, the place of messages. Paths are
/// byte strings, absolute and canonical.
/// </summary>
public sealed partial class EvalHost
{
    private long? _currentTime;
    private int _messages;
    private int _messagesToSkip;

    /// <summary>The host of the running evaluation; one runs at a time.</summary>
    public static EvalHost Current { get; internal set; } = new();

    /// <summary>Where the files of the program lie: recorded at build time, moved by <c>--source-root</c>.</summary>
    public string SourceRoot { get; set; } = "/";

    /// <summary>The compiled files of the program that is evaluated.</summary>
    public ModuleTable? Modules { get; set; }

    /// <summary>Entries of <c>-I</c> and NIX_PATH: prefix (perhaps empty) and path.</summary>
    public List<(string Prefix, string Path)> SearchPath { get; } = [];

    /// <summary>Where derivations and sources are written; null where paths are only computed.</summary>
    public Store.StoreBackend? Store { get; set; }

    public ExperimentalFeatures Features { get; init; } = new();

    /// <summary>Only what the text of the program fixes may be read: no environment, no clock, no files outside the store.</summary>
    public bool IsPure { get; set; }

    /// <summary>Only files of the search path and of the store may be read.</summary>
    public bool IsRestricted { get; set; }

    /// <summary>What a restricted evaluation may fetch: URIs, or what they begin with.</summary>
    public IReadOnlyList<string> AllowedUris { get; init; } = [];

    /// <summary>The setting flake-registry: a file or URL that says what names of flakes stand for.</summary>
    public string FlakeRegistry { get; init; } = "";

    /// <summary>Whether the inputs of flakes may be such names.</summary>
    public bool UsesRegistries { get; init; } = true;

    /// <summary>builtins.currentSystem; null for that of the machine.</summary>
    public string? System { get; init; }

    /// <summary>The values of the settings lint-…, by their names: ignore, warn or fatal.</summary>
    public Func<string, string> Lint { get; init; } = _ => "ignore";

    /// <exception cref="EvalException">The evaluation is pure.</exception>
    internal void RequireImpure(string what, int pos)
    {
        if (IsPure)
        {
            throw EvalErrors.Evaluation($"'{what}' is not allowed in pure evaluation mode", pos);
        }
    }

    public bool TraceVerbose { get; set; }

    /// <summary>The setting allow-import-from-derivation.</summary>
    public bool AllowImportFromDerivation { get; set; } = true;

    /// <summary>The setting trace-import-from-derivation.</summary>
    public bool TracesImportFromDerivation { get; init; }

    public bool AbortOnWarn { get; set; }

    public Stream ErrorStream { get; set; } = StandardStreams.Error;

    /// <summary>Compiled files are taken as they are: nobody looks whether the source has changed.</summary>
    public bool TrustCompiled { get; init; }

    /// <summary>For code that is not part of the program; null where there is none.</summary>
    public EvalEngine? Engine { get; set; }

    public string? GetEnvironment(string name) => RawText.Variable(name);

    public string Home => HomeFolder.Path;

    /// <summary>Seconds since 1970, the same during one evaluation.</summary>
    public long CurrentTime
    {
        get
        {
            lock (SearchPath)
            {
                return _currentTime ??= DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            }
        }
    }

    /// <summary>The evaluation begins anew: messages that were written before are not written again.</summary>
    /// <param name="isSilent">No message at all is written.</param>
    internal void BeginAgain(bool isSilent = false) => (_messages, _messagesToSkip) = (0, isSilent ? int.MaxValue : _messages);

    /// <summary>Files are evaluated by <see cref="Engine"/> even where they are compiled.</summary>
    internal bool IsInterpreted { get; set; }

    /// <summary>The output tells what was not evaluated.</summary>
    public bool ShowsUnevaluated { get; init; }

    /// <summary>
    /// Whether all that Nix puts off has a thunk: then it shows what was evaluated. Otherwise functions, empty sets and builtins need none, and are
    /// shown as code even when something has looked at them. Only the interpreter can.
    /// </summary>
    public bool KeepsThunks { get; set; }

    /// <summary>A message to the user.</summary>
    public void WriteError(string bytes)
    {
        Worker.RequireMain();
        if (_messagesToSkip > 0)
        {
            _messagesToSkip--;
            return;
        }

        _messages++;
        ByteText.WriteMessage(ErrorStream, TerminalText.Filter(bytes));
    }
}
