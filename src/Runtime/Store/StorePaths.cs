using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Names in the store, computed and never written (store-dir-config.cc, makeStorePath).</summary>
internal static class StorePaths
{
    public const string StoreDir = "/nix/store";

    private static readonly Dictionary<string, string> s_copied = new(StringComparer.Ordinal);

    /// <summary>The store path of content with a fingerprint of this type.</summary>
    public static string Make(string type, string hexSha256, string name)
    {
        string fingerprint = $"{type}:sha256:{hexSha256}:{StoreDir}:{name}";
        byte[] hash = SHA256.HashData(Encoding.Latin1.GetBytes(fingerprint));
        return $"{StoreDir}/{Nix32.Encode(Compress(hash, 20))}-{name}";
    }

    /// <summary>Folds a hash to a length by xor.</summary>
    private static byte[] Compress(byte[] hash, int length)
    {
        var result = new byte[length];
        for (int i = 0; i < hash.Length; i++)
        {
            result[i % length] ^= hash[i];
        }

        return result;
    }

    /// <summary>Text with references: builtins.toFile.</summary>
    public static string ForText(string name, string bytes, IReadOnlyList<string> references)
    {
        string type = "text";
        foreach (string reference in references)
        {
            type += ":" + reference;
        }

        return Make(type, Convert.ToHexStringLower(SHA256.HashData(ByteText.ToByteArray(bytes))), name);
    }

    /// <summary>A file tree, by the hash of its archive.</summary>
    public static string ForArchive(string name, byte[] narSha256) => Make("source", Convert.ToHexStringLower(narSha256), name);

    /// <summary>The store path that a path gets when it is copied, as interpolation does. Cached for the evaluation.</summary>
    public static string CopyPath(string path, int pos)
    {
        lock (s_copied)
        {
            if (s_copied.TryGetValue(path, out string? known))
            {
                return known;
            }
        }

        string storePath = ForArchive(BaseName(path), NarHash.Of(path, null, pos));
        lock (s_copied)
        {
            s_copied[path] = storePath;
        }

        return storePath;
    }

    public static void ForgetCopies()
    {
        lock (s_copied)
        {
            s_copied.Clear();
        }
    }

    private static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Checks a name for what a store path may not hold.</summary>
    public static void CheckName(string name, string full, int pos)
    {
        string? problem = null;
        if (name.Length == 0)
        {
            problem = "name must not be empty";
        }
        else if (name.Length > 211)
        {
            problem = $"name '{name}' must be no longer than 211 characters";
        }
        else if (name is "." or ".." || name.StartsWith(".-", StringComparison.Ordinal) || name.StartsWith("..-", StringComparison.Ordinal))
        {
            problem = $"name '{name}' is not valid";
        }
        else
        {
            foreach (char c in name)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.' or '_' or '?' or '='))
                {
                    problem = $"name '{name}' contains illegal character '{c}'";
                    break;
                }
            }
        }

        if (problem != null)
        {
            throw EvalErrors.Evaluation($"path '{full}' is not a valid store path: {problem}", pos);
        }
    }
}
