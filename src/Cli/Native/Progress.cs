using System;
using System.Diagnostics;
using System.Globalization;

namespace Tvix.Aot.Cli.Native;

/// <summary>A line on standard error that says what is being done; nothing where that is no terminal.</summary>
internal sealed class Progress
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly bool _terminal = !Console.IsErrorRedirected;

    public void Step(string what)
    {
        if (_terminal)
        {
            Output.WriteErr(string.Create(CultureInfo.InvariantCulture, $"\r\x1b[K[{_watch.Elapsed.TotalSeconds,5:F1} s] {what}"));
        }
    }

    /// <summary>Something the user should know whether at a terminal or not.</summary>
    public void Note(string message) => Output.WriteErr((_terminal ? "\r\x1b[K" : "") + message + "\n");

    public void Done(string message)
    {
        if (_terminal)
        {
            Output.WriteErr(string.Create(CultureInfo.InvariantCulture, $"\r\x1b[K{message} in {_watch.Elapsed.TotalSeconds:F1} s\n"));
        }
    }

    public void Fail()
    {
        if (_terminal)
        {
            Output.WriteErr("\r\x1b[K");
        }
    }
}
