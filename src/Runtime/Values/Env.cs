namespace Tvix.Aot.Runtime;

// Captures of closures, and frames that several closures share. Classes with fields instead of arrays: eight bytes
// smaller, and no bounds checks. Closures with up to two captures hold them themselves.
#pragma warning disable SA1402, CA1051, CA1711

public sealed class Env2
{
    public object? C0, C1;
}

public sealed class Env3
{
    public object? C0, C1, C2;
}

public sealed class Env4
{
    public object? C0, C1, C2, C3;
}

public sealed class Env5
{
    public object? C0, C1, C2, C3, C4;
}

public sealed class Env6
{
    public object? C0, C1, C2, C3, C4, C5;
}

public sealed class Env8
{
    public object? C0, C1, C2, C3, C4, C5, C6, C7;
}

/// <summary>Any number of captures.</summary>
public struct Capture
{
    public object? V;
}
