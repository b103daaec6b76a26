using System;
using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Bytes that grow, to be hashed; one buffer serves text after text.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes;

    public ByteBuffer(int capacity = 1 << 14) => _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(byte b)
    {
        Reserve(1);
        _bytes[Length++] = b;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Appends a byte string.</summary>
    public void Append(ReadOnlySpan<char> bytes)
    {
        Reserve(bytes.Length);
        Length += Encoding.Latin1.GetBytes(bytes, _bytes.AsSpan(Length));
    }

    /// <summary>Appends a byte string in quotes, as ATerms have it.</summary>
    public void AppendQuoted(ReadOnlySpan<char> bytes)
    {
        Reserve((2 * bytes.Length) + 2);
        Span<byte> room = _bytes.AsSpan(Length);
        int end = 1 + AtermStrings.Escape(bytes, room[1..]);
        room[0] = room[end] = (byte)'"';
        Length += end + 1;
    }

    /// <summary>Appends a hash in hexadecimal.</summary>
    public void Append(Sha256Hash hash)
    {
        Reserve(2 * Sha256Hash.Length);
        Span<byte> room = _bytes.AsSpan(Length, 2 * Sha256Hash.Length);
        Hexadecimal(hash.A, hash.B, room);
        Hexadecimal(hash.C, hash.D, room[32..]);
        Length += room.Length;
    }

    private static void Hexadecimal(ulong first, ulong second, Span<byte> digits)
    {
        if (!Sse2.IsSupported)
        {
            Hexadecimal(first, digits);
            Hexadecimal(second, digits[16..]);
            return;
        }

        Vector128<byte> bytes = Vector128.Create(BinaryPrimitives.ReverseEndianness(first), BinaryPrimitives.ReverseEndianness(second)).AsByte();
        Vector128<byte> low = Digits(bytes & Vector128.Create((byte)0x0f));
        Vector128<byte> high = Digits((bytes.AsUInt16() >>> 4).AsByte() & Vector128.Create((byte)0x0f));
        Sse2.UnpackLow(high, low).CopyTo(digits);
        Sse2.UnpackHigh(high, low).CopyTo(digits[16..]);
    }

    // A digit is a half byte with '0' added, and 39 more from ten on.
    private static Vector128<byte> Digits(Vector128<byte> halves) =>
        halves + Vector128.Create((byte)'0') + (Vector128.GreaterThan(halves.AsSByte(), Vector128.Create((sbyte)9)).AsByte() & Vector128.Create((byte)39));

    private static void Hexadecimal(ulong number, Span<byte> digits)
    {
        BinaryPrimitives.WriteUInt64BigEndian(digits, Hexadecimal((uint)(number >> 32)));
        BinaryPrimitives.WriteUInt64BigEndian(digits[8..], Hexadecimal((uint)number));
    }

    // Eight digits at once: a byte for each half byte, then '0' added, and 39 more from ten on.
    private static ulong Hexadecimal(uint number)
    {
        ulong halves = number;
        halves = (halves | (halves << 16)) & 0x0000_FFFF_0000_FFFF;
        halves = (halves | (halves << 8)) & 0x00FF_00FF_00FF_00FF;
        halves = (halves | (halves << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
        ulong letters = ((halves + 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101;
        return halves + 0x3030_3030_3030_3030 + (letters * 39);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }
    }

    public Sha256Hash Sha256() => Sha256Hash.Of(Written);
}
