using System;
using System.Security.Cryptography;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Hashes and their notations (hash.cc).</summary>
public static class HashBuiltins
{
    public static Value HashString(Value algorithm, Value s, int pos)
    {
        string name = Op.ForceStringNoContext(algorithm, pos);
        CheckAlgorithm(name, pos);
        return Hex(Digest(name, ByteText.ToByteArray(Op.ForceString(s, pos).Bytes)));
    }

    public static Value HashFile(Value algorithm, Value path, int pos)
    {
        string name = Op.ForceStringNoContext(algorithm, pos);
        CheckAlgorithm(name, pos);
        string file = PathBuiltins.ResolvedArgument(path, pos);
        return Hex(Digest(name, EvalHost.Current.ReadBytes(file, pos)));
    }

    private static NixString Hex(byte[] hash) => new(Convert.ToHexStringLower(hash));

    private static void CheckAlgorithm(string name, int pos)
    {
        if (!IsAlgorithm(name, pos))
        {
            throw EvalErrors.Evaluation($"unknown hash algorithm '{name}', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'", pos);
        }
    }

    /// <summary>Whether Nix knows a hash of this name (parseHashAlgoOpt).</summary>
    /// <exception cref="EvalException">It is a feature that is off.</exception>
    internal static bool IsAlgorithm(string name, int pos)
    {
        if (name == "blake3")
        {
            EvalHost.Current.Features.Require("blake3-hashes", pos);
        }

        return SizeOf(name) != 0;
    }

    private static int SizeOf(string algorithm) => algorithm switch
    {
        "blake3" => Blake3.Size,
        "md5" => 16,
        "sha1" => 20,
        "sha256" => 32,
        "sha512" => 64,
        _ => 0,
    };

#pragma warning disable CA5350, CA5351 // Nix offers these hashes
    private static byte[] Digest(string algorithm, byte[] bytes) => algorithm switch
    {
        "blake3" => Blake3.HashData(bytes),
        "md5" => MD5.HashData(bytes),
        "sha1" => SHA1.HashData(bytes),
        "sha256" => SHA256.HashData(bytes),
        _ => SHA512.HashData(bytes),
    };
#pragma warning restore CA5350, CA5351

    /// <summary>Manual, builtins.convertHash.</summary>
    public static Value ConvertHash(Value argument, int pos)
    {
        NixAttrs args = Op.ForceAttrs(argument, pos);
        string hash = Named(Located(args, "hash"), "hash", pos);
        string? algorithm = args.Find(Symbols.Intern("hashAlgo")) is { } a ? Named(a, "hashAlgo", pos) : null;
        if (algorithm != null)
        {
            CheckAlgorithm(algorithm, pos);
        }

        string format = Named(Located(args, "toHashFormat"), "toHashFormat", pos);
        (string name, byte[] bytes) = Parse(hash, algorithm, pos);
        return new NixString(Format(name, bytes, format, pos));
    }

    private static Value Located(NixAttrs set, string name) => Expect.Attribute(set, Symbols.Intern(name), $"while locating the attribute '{name}'");

    private static string Named(Value value, string name, int pos) => Expect.StringNoContext(value, $"while evaluating the attribute '{name}'", pos);

    private static string Format(string algorithm, byte[] hash, string format, int pos)
    {
        switch (format)
        {
            case "base16": return Convert.ToHexStringLower(hash);
            case "nix32": return Nix32.Encode(hash);
            case "base32":
                EvalHost.Current.WriteError("warning: \"base32\" is a deprecated alias for hash format \"nix32\".\n");
                return Nix32.Encode(hash);
            case "base64": return Convert.ToBase64String(hash);
            case "sri": return algorithm + "-" + Convert.ToBase64String(hash);
            default: throw EvalErrors.Evaluation($"unknown hash format '{format}', expect 'base16', 'base32', 'base64', or 'sri'", pos);
        }
    }

    /// <summary>A hash in any notation: <c>sha256-…</c> (SRI), <c>sha256:…</c>, or bare with a known algorithm.</summary>
    internal static (string Algorithm, byte[] Bytes) Parse(string text, string? algorithm, int pos)
    {
        string rest = text;
        bool sri = false;
        int separator = text.IndexOf(':', StringComparison.Ordinal);
        if (separator < 0)
        {
            separator = text.IndexOf('-', StringComparison.Ordinal);
            sri = separator >= 0;
        }

        if (separator >= 0)
        {
            string named = text[..separator];
            CheckAlgorithm(named, pos);
            if (algorithm != null && algorithm != named)
            {
                throw EvalErrors.Evaluation($"hash '{text}' should have type '{algorithm}'", pos);
            }

            (algorithm, rest) = (named, text[(separator + 1)..]);
        }

        if (algorithm == null)
        {
            throw EvalErrors.Evaluation($"hash '{text}' does not include a type, nor is the type otherwise known from context", pos);
        }

        return (algorithm, HashDecoding.Decode(rest, SizeOf(algorithm), sri, algorithm, pos));
    }

    /// <summary>As <see cref="Parse"/>; nothing at all stands for a hash of zeros, with a warning (newHashAllowEmpty).</summary>
    internal static (string Algorithm, byte[] Bytes) ParseOrEmpty(string text, string? algorithm, int pos)
    {
        if (text.Length > 0)
        {
            return Parse(text, algorithm, pos);
        }

        if (algorithm == null)
        {
            throw EvalErrors.Evaluation("empty hash requires explicit hash algorithm", pos);
        }

        var zero = new byte[SizeOf(algorithm)];
        EvalHost.Current.WriteError($"warning: found empty hash, assuming '{algorithm}-{Convert.ToBase64String(zero)}'\n");
        return (algorithm, zero);
    }
}
