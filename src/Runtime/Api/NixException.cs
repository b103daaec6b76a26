using System;
using Tvix.Aot.Runtime;

namespace Tvix.Aot;

/// <summary>A Nix evaluation failed: the message is Nix's, with the place in the .nix file where it is known.</summary>
public sealed class NixException : Exception
{
    internal NixException(EvalException error)
        : base(ByteText.ToText(error.Message), error)
    {
        Details = ByteText.ToText(ErrorRenderer.Render(error, showTrace: true));
        if (Positions.Resolve(error.Position) is { } at)
        {
            (File, Line, Column) = (ByteText.ToText(at.File), at.Line, at.Column);
        }
    }

    /// <summary>The message as the command line would print it: trace, place, lines around it.</summary>
    public string Details { get; }

    /// <summary>The .nix file, or null where the error has no place.</summary>
    public string? File { get; }

    /// <summary>The line from 1, or 0.</summary>
    public int Line { get; }

    /// <summary>The column from 1, or 0.</summary>
    public int Column { get; }
}
