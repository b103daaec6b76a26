using System.Collections.Generic;
using System.Threading;

namespace Tvix.Aot;

/// <summary>How a compiled Nix file is evaluated.</summary>
public sealed class NixOptions
{
    /// <summary>Where the .nix files and what they read lie at run time; the application's folder unless set.</summary>
    public string? SourceRoot { get; set; }

    /// <summary>Arguments for a file that is a function of a set: strings, numbers, booleans, null, lists, dictionaries, <see cref="NixValue"/>.</summary>
    public IDictionary<string, object?> Arguments { get; } = new Dictionary<string, object?>();

    /// <summary>Entries of the search path, as for <c>-I</c>: a folder, or <c>prefix=folder</c>.</summary>
    public IList<string> SearchPath { get; } = new List<string>();

    /// <summary>Ends what the evaluation, or the use of a value of it, is doing with an <see cref="System.OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>How deep calls may nest.</summary>
    public int MaxCallDepth { get; set; } = Runtime.EvalStack.DefaultMaxDepth;
}
