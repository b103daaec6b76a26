using System;
using System.ComponentModel;
using System.IO;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime;

/// <summary>What the system says of an operation on files: .NET's messages are longer, and only their keys are in native programs.</summary>
public static class SystemError
{
    // Of Linux and macOS alike.
    private const int NoEntry = 2;
    private const int LargestNumber = 4095;

    /// <summary>Whether an exception comes from the file system.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>The system's words, .NET text: <c>Permission denied</c>.</summary>
    public static string Text(Exception e)
    {
        for (Exception? inner = e; inner != null; inner = inner.InnerException)
        {
            if (NumberOf(inner) is > 0 and <= LargestNumber and var number)
            {
                return UnixFile.Text(number);
            }
        }

        return e.Message;
    }

    private static int NumberOf(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => NoEntry,
        IOException => e.HResult,
        Win32Exception error => error.NativeErrorCode,
        _ => 0,
    };
}
