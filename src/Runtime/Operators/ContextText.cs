using System;

namespace Tvix.Aot.Runtime;

/// <summary>Context elements as text.</summary>
internal static class ContextText
{
    /// <summary>The first element as messages show it: a store path, or <c>….drv^output</c>.</summary>
    public static string FirstPath(StringContext context)
    {
        string element = context.Elements[0];
        return element[0] == '!' ? $"{PathOf(element)}^{element[1..element.IndexOf('!', 1)]}" : PathOf(element);
    }

    /// <summary>The store path behind <c>=</c> or <c>!output!</c>.</summary>
    public static string PathOf(string element) => element[0] switch
    {
        '=' => element[1..],
        '!' => element[(element.IndexOf('!', 1) + 1)..],
        _ => element,
    };

    /// <summary>An element without the store directory, as some messages have it: <c>!out!hash-name.drv</c>.</summary>
    public static string Short(string element)
    {
        string path = PathOf(element);
        return element[..^path.Length] + path[(path.LastIndexOf('/') + 1)..];
    }
}
