using System;

namespace Tvix.Aot.Runtime;

/// <summary>A value that no memory holds: what .NET throws for it.</summary>
public static class MemoryErrors
{
    /// <summary>Whether memory ran out, or a text became longer than any can be, which its builder reports as a wrong argument.</summary>
    public static bool Is(Exception error) => error is OutOfMemoryException
        or ArgumentOutOfRangeException { ParamName: "valueCount" or "requiredLength" or "repeatCount" or "capacity" };
}
