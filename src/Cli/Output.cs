using System;
using System.IO;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Cli;

/// <summary>A user's mistake, or something outside that fails: one clear message, exit code 1.</summary>
internal sealed class CommandException : Exception
{
    public CommandException(string message)
        : base(message)
    {
    }
}

/// <summary>What the command writes.</summary>
internal static class Output
{
    public static readonly Stream Out = StandardStreams.Output;
    public static readonly Stream Err = StandardStreams.Error;

    public static void Error(string message) => WriteErr($"error: {message}\n");

    public static void WriteErr(string text) => ByteText.WriteMessage(Err, text.ToBytes());

    public static void WriteOut(string text)
    {
        ByteText.Write(Out, text.ToBytes());
        Out.Flush();
    }

    /// <summary>Writes diagnostics; their text holds bytes of the source.</summary>
    /// <param name="onlyFirst">Nothing behind the first error, as Nix has it, which suggests no names here; it may be a consequence.</param>
    public static void Report(DiagnosticBag diagnostics, bool onlyFirst = false)
    {
        foreach (Diagnostic d in diagnostics.Items)
        {
            ByteText.WriteMessage(Err, TerminalText.Filter((onlyFirst ? d with { Suggestion = null } : d).Render()));
            if (onlyFirst && d.IsError)
            {
                break;
            }
        }
    }
}
