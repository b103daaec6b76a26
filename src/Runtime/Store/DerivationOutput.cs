using System;

namespace Tvix.Aot.Runtime.Store;

/// <summary>What is known of an output before it is built (derivations.hh, DerivationOutput).</summary>
internal enum OutputKind { InputAddressed, Fixed, Floating, Deferred, Impure }

/// <summary>An output of a derivation: its path where it is known; for content-addressed ones the method with the algorithm, and the hash.</summary>
internal readonly record struct DerivationOutput(OutputKind Kind, string Path = "", string MethodAlgorithm = "", string Hash = "");

/// <summary>Texts that stand for paths which only a build will tell.</summary>
internal static class Placeholders
{
    /// <summary>For an output inside its own derivation: builtins.placeholder.</summary>
    public static string Own(string output) => Render("nix-output:" + output);

    /// <summary>For an output that other derivations use, perhaps of a derivation that is an output itself (downstream-placeholder.cc).</summary>
    public static string Downstream(string drvPath, string output)
    {
        (string hash, string name) = StorePaths.Split(drvPath);
        string drvName = name[..^StorePaths.DerivationExtension.Length];
        string[] chain = ContextElement.Chain(output);
        string text = $"nix-upstream-output:{hash}:{StorePaths.OutputName(drvName, chain[0])}";
        for (int i = 1; i < chain.Length; i++)
        {
            text = $"nix-computed-output:{StorePaths.Fold(Sha256Hash.Of(text))}:{chain[i]}";
        }

        return Render(text);
    }

    private static string Render(string text) => string.Create(1 + Nix32.LengthOf(Sha256Hash.Length), Sha256Hash.Of(text), static (path, hash) =>
    {
        Span<byte> bytes = stackalloc byte[Sha256Hash.Length];
        hash.CopyTo(bytes);
        path[0] = '/';
        Nix32.Encode(bytes, path[1..]);
    });
}
