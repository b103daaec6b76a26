using System;
using System.Buffers;
using System.Buffers.Binary;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Store;

/// <summary>A SHA-256 hash, in the order of its bytes (which is that of its hexadecimal digits).</summary>
internal readonly record struct Sha256Hash(ulong A, ulong B, ulong C, ulong D) : IComparable<Sha256Hash>
{
    public const int Length = SHA256.HashSizeInBytes;

    public static Sha256Hash Of(ReadOnlySpan<byte> text)
    {
        Sha256Stream stream = Sha256Stream.Begin();
        stream.Append(text);
        return stream.Finish();
    }

    /// <summary>The hash of a byte string.</summary>
    public static Sha256Hash Of(ReadOnlySpan<char> bytes)
    {
        const int Short = 512;
        byte[]? rented = bytes.Length <= Short ? null : ArrayPool<byte>.Shared.Rent(bytes.Length);
        Span<byte> text = rented ?? stackalloc byte[Short];
        Sha256Hash hash = Of(text[..Encoding.Latin1.GetBytes(bytes, text)]);
        if (rented != null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    public static Sha256Hash FromBytes(ReadOnlySpan<byte> hash) => new(
        BinaryPrimitives.ReadUInt64BigEndian(hash),
        BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));

    public void CopyTo(Span<byte> hash)
    {
        BinaryPrimitives.WriteUInt64BigEndian(hash, A);
        BinaryPrimitives.WriteUInt64BigEndian(hash[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(hash[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(hash[24..], D);
    }

    public int CompareTo(Sha256Hash other) =>
        A != other.A ? A.CompareTo(other.A) : B != other.B ? B.CompareTo(other.B) : C != other.C ? C.CompareTo(other.C) : D.CompareTo(other.D);
}
