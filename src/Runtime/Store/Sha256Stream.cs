using System;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Bytes that are hashed piece after piece; one stream serves text after text of a thread.</summary>
/// <remarks>
/// Where OpenSSL 3 is there, which .NET itself uses, its SHA-256 is called as such: .NET's way to it (a context behind a safe
/// handle, errors cleared before each step) costs as much as to hash 600 bytes, and most texts of a derivation are shorter.
/// </remarks>
internal sealed unsafe class Sha256Stream
{
    private const string Library = "libcrypto.so.3";

    // SHA256_CTX of <openssl/sha.h>: eight words of state, two of length, sixteen of data, two numbers.
    private const int ContextSize = 28 * sizeof(uint);

    private static readonly bool s_isDirect = IsDirect();

    [ThreadStatic]
    private static Sha256Stream? s_mine;

    private readonly byte[] _context = s_isDirect ? GC.AllocateUninitializedArray<byte>(ContextSize, pinned: true) : [];
    private readonly IncrementalHash? _incremental = s_isDirect ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private bool _isBegun;

    private Sha256Stream()
    {
    }

    // The array is pinned.
    private byte* Context => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_context));

    /// <summary>This thread's, with nothing in it. What another one had begun on this thread is lost.</summary>
    public static Sha256Stream Begin()
    {
        Sha256Stream stream = s_mine ??= new Sha256Stream();
        if (s_isDirect)
        {
            _ = SHA256_Init(stream.Context);
        }
        else if (stream._isBegun)
        {
            stream._incremental!.GetHashAndReset();
        }

        stream._isBegun = true;
        return stream;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!s_isDirect)
        {
            _incremental!.AppendData(bytes);
            return;
        }

        fixed (byte* first = bytes)
        {
            _ = SHA256_Update(Context, first, (nuint)bytes.Length);
        }
    }

    /// <summary>The hash of all that was appended since <see cref="Begin"/>.</summary>
    public Sha256Hash Finish()
    {
        Span<byte> hash = stackalloc byte[Sha256Hash.Length];
        _isBegun = false;
        if (!s_isDirect)
        {
            _incremental!.GetHashAndReset(hash);
            return Sha256Hash.FromBytes(hash);
        }

        fixed (byte* first = hash)
        {
            _ = SHA256_Final(first, Context);
        }

        return Sha256Hash.FromBytes(hash);
    }

    // Other systems have another library, and .NET knows the way to it.
    private static bool IsDirect()
    {
        if (!NativeLibrary.TryLoad(Library, out nint handle)
            || !NativeLibrary.TryGetExport(handle, nameof(SHA256_Init), out _)
            || !NativeLibrary.TryGetExport(handle, nameof(SHA256_Update), out _)
            || !NativeLibrary.TryGetExport(handle, nameof(SHA256_Final), out _))
        {
            return false;
        }

        byte* context = stackalloc byte[ContextSize];
        byte* hash = stackalloc byte[Sha256Hash.Length];
        return SHA256_Init(context) == 1 && SHA256_Update(context, hash, 0) == 1 && SHA256_Final(hash, context) == 1;
    }

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SHA256_Init(byte* context);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SHA256_Update(byte* context, byte* data, nuint length);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SHA256_Final(byte* hash, byte* context);
}
