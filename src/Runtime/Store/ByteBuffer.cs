using System;
using System.Text;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Bytes that grow, to be hashed; one buffer serves text after text.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[1 << 14];

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
        Span<byte> bytes = stackalloc byte[Sha256Hash.Length];
        hash.CopyTo(bytes);
        Reserve(2 * Sha256Hash.Length);
        // Convert.TryToHexStringLower and the narrowing of its chars took a twentieth of a package set.
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        Span<byte> room = _bytes.AsSpan(Length, 2 * Sha256Hash.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            room[2 * i] = digits[bytes[i] >> 4];
            room[(2 * i) + 1] = digits[bytes[i] & 15];
        }

        Length += room.Length;
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
