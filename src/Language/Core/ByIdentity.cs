using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Tvix.Aot.Language.Core;

/// <summary>Compares nodes by identity: records would compare whole trees.</summary>
internal sealed class ByIdentity : IEqualityComparer<object>
{
    public static readonly ByIdentity Instance = new();

    bool IEqualityComparer<object>.Equals(object? x, object? y) => ReferenceEquals(x, y);

    int IEqualityComparer<object>.GetHashCode(object obj) => RuntimeHelpers.GetHashCode(obj);
}
