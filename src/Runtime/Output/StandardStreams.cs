using System;
using System.IO;

namespace Tvix.Aot.Runtime;

/// <summary>Standard output and standard error; what a program writes to one that was closed before it began goes nowhere, as in Nix.</summary>
public static class StandardStreams
{
    public static Stream Output => Open(Console.OpenStandardOutput);

    public static Stream Error => Open(Console.OpenStandardError);

    private static Stream Open(Func<Stream> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            return Stream.Null;
        }
    }
}
