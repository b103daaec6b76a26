using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Byte strings as an ATerm has them: quotes, backslashes and three control characters escaped (printString of derivations.cc).</summary>
internal static class AtermStrings
{
    // Characters that are looked at together, and at the end.
    private const int Wide = 16, Piece = 8, Half = 4;

    /// <summary>Writes the escaped bytes.</summary>
    /// <param name="bytes">Byte string: no character above 255.</param>
    /// <param name="room">Twice as many bytes at least.</param>
    /// <returns>How many were written.</returns>
    public static int Escape(ReadOnlySpan<char> bytes, Span<byte> room)
    {
        ref ushort from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(bytes));
        ref byte to = ref MemoryMarshal.GetReference(room[..(2 * bytes.Length)]);
        int read = 0, written = 0;
        while (bytes.Length - read >= Wide)
        {
            Vector128<byte> piece = Vector128.Narrow(Vector128.LoadUnsafe(ref from, (nuint)read), Vector128.LoadUnsafe(ref from, (nuint)(read + Piece)));
            piece.StoreUnsafe(ref to, (nuint)written);
            uint escaped = Escaped(piece).ExtractMostSignificantBits();
            int plain = escaped == 0 ? Wide : BitOperations.TrailingZeroCount(escaped);
            read += plain;
            written += plain;
            if (escaped != 0)
            {
                Unsafe.Add(ref to, written) = (byte)'\\';
                Unsafe.Add(ref to, written + 1) = EscapeOf((byte)bytes[read++]);
                written += 2;
            }
        }

        return written + EscapeRest(ref Unsafe.Add(ref from, read), bytes.Length - read, ref Unsafe.Add(ref to, written));
    }

    // Less than a wide piece.
    private static int EscapeRest(ref ushort from, int length, ref byte to)
    {
        if (length is >= Half and < Piece)
        {
            // The first four and the last four, which may overlap.
            Vector128<ushort> both = Vector128.Create(Four(ref from), Four(ref Unsafe.Add(ref from, length - Half))).AsUInt16();
            Vector128<byte> piece = Vector128.Narrow(both, both);
            if (Escaped(piece) == Vector128<byte>.Zero)
            {
                Unsafe.WriteUnaligned(ref to, piece.AsUInt32().ToScalar());
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, length - Half), piece.AsUInt32().GetElement(1));
                return length;
            }
        }

        int read = 0, written = 0;
        while (read < length)
        {
            // At the end the last characters once more: nothing is escaped among those that were written before.
            int back = Math.Max(0, read + Piece - length);
            if (read >= back)
            {
                Vector128<ushort> wide = Vector128.LoadUnsafe(ref from, (nuint)(read - back));
                Vector128<byte> piece = Vector128.Narrow(wide, wide);
                if (Escaped(piece) == Vector128<byte>.Zero)
                {
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, written - back), piece.AsUInt64().ToScalar());
                    read += Piece - back;
                    written += Piece - back;
                    continue;
                }
            }

            for (int end = Math.Min(read + Piece, length); read < end; read++)
            {
                byte b = (byte)Unsafe.Add(ref from, read);
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

    private static ulong Four(ref ushort from) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Escaped(Vector128<byte> piece) =>
        Vector128.Equals(piece, Vector128.Create((byte)'"'))
        | Vector128.Equals(piece, Vector128.Create((byte)'\\'))
        | Vector128.Equals(piece, Vector128.Create((byte)'\n'))
        | Vector128.Equals(piece, Vector128.Create((byte)'\r'))
        | Vector128.Equals(piece, Vector128.Create((byte)'\t'));

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
