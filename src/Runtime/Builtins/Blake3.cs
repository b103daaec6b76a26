using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>BLAKE3 of bytes that are there as a whole, 32 bytes long (the specification of BLAKE3, section 2). The runtime has no packages, and .NET no BLAKE3.</summary>
internal static class Blake3
{
    public const int Size = 32;

    private const int BlockSize = 64, ChunkSize = 1024, Words = 8, Rounds = 7;
    private const uint ChunkStart = 1, ChunkEnd = 2, Parent = 4, Root = 8;

    private static ReadOnlySpan<uint> Start =>
        [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    private static ReadOnlySpan<byte> Permutation => [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];

    public static byte[] HashData(ReadOnlySpan<byte> bytes)
    {
        Span<uint> words = stackalloc uint[Words];
        HashTree(bytes, 0, Root, words);
        var hash = new byte[Size];
        for (int i = 0; i < Words; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(hash.AsSpan(i * sizeof(uint)), words[i]);
        }

        return hash;
    }

    /// <summary>The left half of a tree is the largest that is full.</summary>
    /// <param name="chunk">How many chunks lie before these bytes.</param>
    /// <param name="flag">Root for the whole, else nothing.</param>
    private static void HashTree(ReadOnlySpan<byte> bytes, ulong chunk, uint flag, Span<uint> value)
    {
        Start.CopyTo(value);
        if (bytes.Length <= ChunkSize)
        {
            HashChunk(bytes, chunk, flag, value);
            return;
        }

        int left = (int)(BitOperations.RoundUpToPowerOf2((uint)bytes.Length) / 2);
        Span<uint> children = stackalloc uint[2 * Words];
        HashTree(bytes[..left], chunk, 0, children[..Words]);
        HashTree(bytes[left..], chunk + ((ulong)left / ChunkSize), 0, children[Words..]);
        Compress(value, children, 0, BlockSize, Parent | flag);
    }

    private static void HashChunk(ReadOnlySpan<byte> bytes, ulong chunk, uint flag, Span<uint> value)
    {
        Span<byte> padded = stackalloc byte[BlockSize];
        Span<uint> block = stackalloc uint[2 * Words];
        for (int at = 0; at == 0 || at < bytes.Length; at += BlockSize)
        {
            bool isLast = at + BlockSize >= bytes.Length;
            ReadOnlySpan<byte> part = isLast ? bytes[at..] : bytes.Slice(at, BlockSize);
            padded.Clear();
            part.CopyTo(padded);
            for (int i = 0; i < block.Length; i++)
            {
                block[i] = BinaryPrimitives.ReadUInt32LittleEndian(padded[(i * sizeof(uint))..]);
            }

            Compress(value, block, chunk, (uint)part.Length, (at == 0 ? ChunkStart : 0) | (isLast ? ChunkEnd | flag : 0));
        }
    }

    private static void Compress(Span<uint> value, ReadOnlySpan<uint> block, ulong counter, uint length, uint flags)
    {
        Span<uint> state = stackalloc uint[16], message = stackalloc uint[16], next = stackalloc uint[16];
        value.CopyTo(state);
        Start[..4].CopyTo(state[8..]);
        (state[12], state[13], state[14], state[15]) = ((uint)counter, (uint)(counter >> 32), length, flags);
        block.CopyTo(message);
        for (int round = 0; round < Rounds; round++)
        {
            Mix(state, message);
            for (int i = 0; i < next.Length; i++)
            {
                next[i] = message[Permutation[i]];
            }

            next.CopyTo(message);
        }

        for (int i = 0; i < Words; i++)
        {
            value[i] = state[i] ^ state[i + Words];
        }
    }

    // The columns of the state, then its diagonals.
    private static void Mix(Span<uint> state, ReadOnlySpan<uint> message)
    {
        for (int i = 0; i < 4; i++)
        {
            Quarter(state, i, i + 4, i + 8, i + 12, message[2 * i], message[(2 * i) + 1]);
        }

        for (int i = 0; i < 4; i++)
        {
            Quarter(state, i, 4 + ((i + 1) % 4), 8 + ((i + 2) % 4), 12 + ((i + 3) % 4), message[8 + (2 * i)], message[9 + (2 * i)]);
        }
    }

    private static void Quarter(Span<uint> state, int a, int b, int c, int d, uint first, uint second)
    {
        state[a] += state[b] + first;
        state[d] = BitOperations.RotateRight(state[d] ^ state[a], 16);
        state[c] += state[d];
        state[b] = BitOperations.RotateRight(state[b] ^ state[c], 12);
        state[a] += state[b] + second;
        state[d] = BitOperations.RotateRight(state[d] ^ state[a], 8);
        state[c] += state[d];
        state[b] = BitOperations.RotateRight(state[b] ^ state[c], 7);
    }
}
