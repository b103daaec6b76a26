using System;
using System.Buffers.Binary;
using System.Runtime.Intrinsics;
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
        Vector128<byte> bytes = Vector128.Create(BinaryPrimitives.ReverseEndianness(first), BinaryPrimitives.ReverseEndianness(second)).AsByte();
        Vector128<byte> low = Digits(bytes & Vector128.Create((byte)0x0f));
        Vector128<byte> high = Digits((bytes.AsUInt16() >>> 4).AsByte() & Vector128.Create((byte)0x0f));
        Pairs(Vector128.WidenLower(high), Vector128.WidenLower(low)).CopyTo(digits);
        Pairs(Vector128.WidenUpper(high), Vector128.WidenUpper(low)).CopyTo(digits[16..]);
    }

    // A digit is a half byte with '0' added, and 39 more from ten on.
    private static Vector128<byte> Digits(Vector128<byte> halves) =>
        halves + Vector128.Create((byte)'0') + (Vector128.GreaterThan(halves.AsSByte(), Vector128.Create((sbyte)9)).AsByte() & Vector128.Create((byte)39));

    private static Vector128<byte> Pairs(Vector128<ushort> high, Vector128<ushort> low) => (high | (low << 8)).AsByte();

    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }
    }

    public Sha256Hash Sha256() => Sha256Hash.Of(Written);
}
