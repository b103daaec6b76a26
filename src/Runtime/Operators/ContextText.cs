using System;

namespace Tvix.Aot.Runtime;

/// <summary>Context elements as text.</summary>
internal static class ContextText
{
    /// <summary>The store path that the first element names.</summary>
    public static string FirstPath(StringContext context) => PathOf(context.Elements[0]);

    /// <summary>The store path behind <c>=</c> or <c>!output!</c>.</summary>
    public static string PathOf(string element) => element[0] switch
    {
        '=' => element[1..],
        '!' => element[(element.IndexOf('!', 1) + 1)..],
        _ => element,
    };
}
