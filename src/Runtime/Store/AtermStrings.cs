using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Byte strings as an ATerm has them: quotes, backslashes and three control characters escaped (printString of derivations.cc).</summary>
internal static class AtermStrings
{
    // Characters that are looked at together.
    private const int Piece = 8;

    /// <summary>Writes the escaped bytes.</summary>
    /// <param name="bytes">Byte string: no character above 255.</param>
    /// <param name="room">Twice as many bytes at least.</param>
    /// <returns>How many were written.</returns>
    public static int Escape(ReadOnlySpan<char> bytes, Span<byte> room)
    {
        ref ushort from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(bytes));
        ref byte to = ref MemoryMarshal.GetReference(room[..(2 * bytes.Length)]);
        int read = 0, written = 0;
        while (read < bytes.Length)
        {
            // At the end the last characters once more: nothing is escaped among those that were written before.
            int back = Math.Max(0, read + Piece - bytes.Length);
            if (read >= back)
            {
                Vector128<ushort> piece = Vector128.LoadUnsafe(ref from, (nuint)(read - back));
                if (!Escaped(piece))
                {
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, written - back), Vector128.Narrow(piece, piece).AsUInt64().ToScalar());
                    read += Piece - back;
                    written += Piece - back;
                    continue;
                }
            }

            for (int end = Math.Min(read + Piece, bytes.Length); read < end; read++)
            {
                byte b = (byte)bytes[read];
                byte escape = EscapeOf(b);
                if (escape != 0)
                {
                    Unsafe.Add(ref to, written++) = (byte)'\\';
                    b = escape;
                }

                Unsafe.Add(ref to, written++) = b;
            }
        }

        return written;
    }

    private static bool Escaped(Vector128<ushort> piece) => (
        Vector128.Equals(piece, Vector128.Create((ushort)'"'))
        | Vector128.Equals(piece, Vector128.Create((ushort)'\\'))
        | Vector128.Equals(piece, Vector128.Create((ushort)'\n'))
        | Vector128.Equals(piece, Vector128.Create((ushort)'\r'))
        | Vector128.Equals(piece, Vector128.Create((ushort)'\t'))) != Vector128<ushort>.Zero;

    // What stands behind the backslash; 0 for a byte that stays as it is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte EscapeOf(byte b) => b switch
    {
        (byte)'"' => b,
        (byte)'\\' => b,
        (byte)'\n' => (byte)'n',
        (byte)'\r' => (byte)'r',
        (byte)'\t' => (byte)'t',
        _ => 0,
    };
}
