using System;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Where things lie in the tables that remember key sets, shapes and plans: one at a place, the last one; threads may overwrite it.
/// </summary>
internal static class PairTable
{
    private const int Bits = 12;

    public const int Size = 1 << Bits;

    // The golden ratio: what differs in the low bits goes apart in the high ones.
    private const uint Spread = 2654435769;

    public static int Place(int a, int b) => (int)((((uint)a * 31) + (uint)b) * Spread >> (32 - Bits));

    public static int Place(ReadOnlySpan<int> numbers, int seed)
    {
        uint hash = (uint)seed;
        foreach (int number in numbers)
        {
            hash = (hash * 31) + (uint)number;
        }

        return (int)(hash * Spread >> (32 - Bits));
    }
}
