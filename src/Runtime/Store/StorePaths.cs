using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Names in the store, what they are made of, and content that gets one (store-dir-config.cc, makeStorePath).</summary>
internal static class StorePaths
{
    public const string StoreDir = "/nix/store";

    public const string DerivationExtension = ".drv";

    private const int HashLength = 32;

    [ThreadStatic]
    private static ByteBuffer? s_fingerprint;


    /// <summary>The store path of content with a fingerprint of this type.</summary>
    /// <exception cref="EvalException">The name may not stand in a store path.</exception>
    public static string Make(string type, Sha256Hash hash, string name) => Make(type, "", [], hash, name);

    /// <summary>The store path of an output of a derivation.</summary>
    public static string MakeOutput(string output, Sha256Hash hash, string name) => Make("output:", output, [], hash, name);

    private static string Make(string type, string output, IReadOnlyList<string> references, Sha256Hash hash, string name)
    {
        ByteBuffer fingerprint = s_fingerprint ??= new();
        fingerprint.Clear();
        fingerprint.Append(type);
        fingerprint.Append(output);
        for (int i = 0; i < references.Count; i++)
        {
            fingerprint.Append((byte)':');
            fingerprint.Append(references[i]);
        }

        fingerprint.Append(":sha256:"u8);
        fingerprint.Append(hash);
        fingerprint.Append(":/nix/store:"u8);
        fingerprint.Append(name);
        Span<char> digits = stackalloc char[HashLength];
        Fold(fingerprint.Sha256(), digits);
        return ProblemWith(name) != null
            ? throw EvalErrors.Evaluation(ProblemWithBaseName($"{digits}-{name}")!)
            : string.Concat(StoreDir + "/", digits, "-", name);
    }

    /// <summary>The first 20 bytes of a hash, with the others folded in by xor, as the hash in a store path.</summary>
    public static string Fold(Sha256Hash hash)
    {
        Span<char> digits = stackalloc char[HashLength];
        Fold(hash, digits);
        return new string(digits);
    }

    private static void Fold(Sha256Hash hash, Span<char> digits)
    {
        const int Folded = 20;
        Span<byte> whole = stackalloc byte[Sha256Hash.Length];
        hash.CopyTo(whole);
        for (int i = Folded; i < whole.Length; i++)
        {
            whole[i - Folded] ^= whole[i];
        }

        Nix32.Encode(whole[..Folded], digits);
    }

    /// <summary>Text with references, written where the evaluation has a store.</summary>
    public static string AddText(string name, string bytes, IReadOnlyList<string> references) =>
        AddText(name, Sha256Hash.Of(bytes.AsSpan()), bytes, references);

    /// <summary>The same for the text of a derivation.</summary>
    public static string AddText(string name, DerivationText text, IReadOnlyList<string> references) =>
        AddText(name, text.Hash(maskOutputs: false, hashInputs: false), text, references);

    private static string AddText(string name, Sha256Hash hash, object text, IReadOnlyList<string> references)
    {
        string path = Make("text", "", references, hash, name);
        if (EvalHost.Current.Store is { } store)
        {
            lock (store)
            {
                store.AddText(path, text.ToString()!, references);
            }
        }

        return path;
    }

    /// <summary>A tree or, for the flat method, a file; written where the evaluation has a store.</summary>
    /// <param name="expected">The SHA-256 that the content must have, or null.</param>
    /// <exception cref="EvalException">The content has another hash, or cannot be read.</exception>
    public static string AddTree(string source, string name, TreeFilter? filter, IngestionMethod method, byte[]? expected, int pos)
    {
        // The filter is Nix code: it runs once, however often the tree is read.
        var taken = new HashSet<string>(StringComparer.Ordinal);
        TreeFilter? recording = filter == null ? null : (p, kind) => filter(p, kind) && taken.Add(p);
        byte[] hash = method == IngestionMethod.Flat ? HashOfFile(source, pos) : NarWriter.Hash(source, recording, pos);
        string path = ContentAddress.PathOf(method, "sha256", hash, name);
        if (expected != null && !expected.AsSpan().SequenceEqual(hash))
        {
            throw EvalErrors.Evaluation($"store path mismatch in (possibly filtered) path added from '{source}'", pos);
        }

        if (EvalHost.Current.Store is { } store)
        {
            lock (store)
            {
                store.AddTree(path, source, filter == null ? null : (p, _) => taken.Contains(p), method, pos);
            }
        }

        return path;
    }

    private static byte[] HashOfFile(string path, int pos)
    {
        using System.IO.Stream file = EvalHost.Current.OpenRead(path, pos);
        return SHA256.HashData(file);
    }

    /// <summary>The store path that a path gets when it is copied, as interpolation does. Cached for the evaluation.</summary>
    public static string CopyPath(string path, int pos)
    {
        Dictionary<string, string> copied = Session.Current.Copied;
        lock (copied)
        {
            if (copied.TryGetValue(path, out string? known))
            {
                return known;
            }
        }

        if (CorePackages.IsCore(path))
        {
            throw CorePackages.CannotRead(path, pos);
        }

        string storePath;
        try
        {
            // Nix says of no error where the path was written.
            storePath = AddTree(path, BaseName(path), null, IngestionMethod.Nar, null, 0);
        }
        catch (EvalException) when (EvalHost.Current.KindOf(path) == FileKind.Missing)
        {
            throw EvalHost.Current.Missing(path, 0);
        }

        lock (copied)
        {
            copied[path] = storePath;
        }

        return storePath;
    }

    private static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The hash and the name of a store path.</summary>
    public static (string Hash, string Name) Split(string storePath) =>
        (storePath.Substring(StoreDir.Length + 1, HashLength), storePath[(StoreDir.Length + HashLength + 2)..]);

    /// <summary>The name of an output's path: <c>name-output</c>, and <c>name</c> for <c>out</c>.</summary>
    public static string OutputName(string derivationName, string output) => output == "out" ? derivationName : derivationName + "-" + output;

    /// <summary>Whether a path is in the store, itself excluded.</summary>
    public static bool IsInStore(string path) => path.StartsWith(StoreDir + "/", StringComparison.Ordinal) && path.Length > StoreDir.Length + 1;

    /// <summary>The store path that a path in the store begins with.</summary>
    /// <exception cref="EvalException">The first part below the store is none.</exception>
    public static string ToStorePath(string path, int pos)
    {
        int slash = path.IndexOf('/', StoreDir.Length + 1);
        string storePath = slash < 0 ? path : path[..slash], baseName = storePath[(StoreDir.Length + 1)..];
        return ProblemWithBaseName(baseName) is { } problem ? throw EvalErrors.Evaluation(problem, pos) : storePath;
    }

    /// <summary>What is wrong with <c>hash-name</c>, in Nix's words; null for nothing (StorePath::StorePath).</summary>
    public static string? ProblemWithBaseName(string baseName)
    {
        if (baseName.Length < HashLength + 1)
        {
            return $"'{baseName}' is too short to be a valid store path";
        }

        for (int i = 0; i < HashLength; i++)
        {
            if (!Nix32.IsDigit(baseName[i]))
            {
                return $"store path '{baseName}' contains illegal base-32 character '{baseName[i]}'";
            }
        }

        // Nix takes any character for the dash.
        return ProblemWith(baseName[(HashLength + 1)..]) is { } problem ? $"path '{baseName}' is not a valid store path: {problem}" : null;
    }

    /// <summary>What is wrong with the name of a store path; null for nothing (checkName of path.cc).</summary>
    public static string? ProblemWith(string name)
    {
        if (name.Length == 0)
        {
            return "name must not be empty";
        }

        if (name.Length > 211)
        {
            return $"name '{name}' must be no longer than 211 characters";
        }

        int dash = name.IndexOf('-', StringComparison.Ordinal);
        string first = dash < 0 ? name : name[..dash];
        if (first is "." or "..")
        {
            return $"name '{name}' is not valid" + (dash < 0 ? "" : $": first dash-separated component must not be '{first}'");
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.' or '_' or '?' or '='))
            {
                return $"name '{name}' contains illegal character '{c}'";
            }
        }

        return null;
    }
}
