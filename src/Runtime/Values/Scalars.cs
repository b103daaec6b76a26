namespace Tvix.Aot.Runtime;

public sealed class NixNull : Value
{
    public static readonly NixNull Instance = new();

    private NixNull()
    {
    }

    public override ValueKind Kind => ValueKind.Null;
}

public sealed class NixBool : Value
{
    public static readonly NixBool True = new(true);
    public static readonly NixBool False = new(false);

    public readonly bool Value;

    private NixBool(bool value) => Value = value;

    public override ValueKind Kind => ValueKind.Bool;

    public static NixBool Of(bool value) => value ? True : False;
}

public sealed class NixInt : Value
{
    private const int SmallestCached = -128;
    private const int CachedCount = 1152;

    private static readonly NixInt[] s_cache = MakeCache();

    public readonly long Value;

    private NixInt(long value) => Value = value;

    public override ValueKind Kind => ValueKind.Int;

    /// <summary>Small integers are preallocated.</summary>
    public static NixInt Of(long value)
    {
        ulong index = unchecked((ulong)(value - SmallestCached));
        NixInt[] cache = s_cache;
        return index < (ulong)cache.Length ? cache[index] : new NixInt(value);
    }

    private static NixInt[] MakeCache()
    {
        var cache = new NixInt[CachedCount];
        for (int i = 0; i < cache.Length; i++)
        {
            cache[i] = new NixInt(i + SmallestCached);
        }

        return cache;
    }
}

public sealed class NixFloat : Value
{
    public readonly double Value;

    public NixFloat(double value) => Value = value;

    public override ValueKind Kind => ValueKind.Float;
}

/// <summary>A path: absolute, canonical, bytes as chars.</summary>
public sealed class NixPath : Value
{
    public readonly string Path;

    public NixPath(string path) => Path = path;

    /// <summary>The path with text behind it, canonical again.</summary>
    public NixPath Append(string text) => new(Language.Shared.PathText.Canonicalize(Text + text));

    /// <summary>The path as toString gives it.</summary>
    public string Text => Host.CorePackages.IsCore(Path) ? Host.CorePackages.Inner(Path) : Path;

    /// <summary>The path as it is printed.</summary>
    public string Shown => Host.CorePackages.IsCore(Path) ? Host.CorePackages.Shown(Path) : Path;

    public override ValueKind Kind => ValueKind.Path;
}
