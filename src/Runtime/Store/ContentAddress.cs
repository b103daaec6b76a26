using System;

namespace Tvix.Aot.Runtime.Store;

/// <summary>How content becomes bytes to hash (content-address.hh).</summary>
internal enum IngestionMethod { Flat, Nar, Git, Text }

/// <summary>Store paths and notations of content-addressed objects.</summary>
internal static class ContentAddress
{
    /// <summary>The method as <c>outputHashMode</c> names it; null for other words.</summary>
    public static IngestionMethod? Parse(string mode) => mode switch
    {
        "flat" => IngestionMethod.Flat,
        "recursive" or "nar" => IngestionMethod.Nar,
        "git" => IngestionMethod.Git,
        "text" => IngestionMethod.Text,
        _ => null,
    };

    /// <summary>What stands before the algorithm in a .drv file.</summary>
    public static string Prefix(IngestionMethod method) => method switch
    {
        IngestionMethod.Nar => "r:",
        IngestionMethod.Git => "git:",
        IngestionMethod.Text => "text:",
        _ => "",
    };

    /// <summary>The store path of content with this hash and no references (makeFixedOutputPathFromCA).</summary>
    /// <exception cref="EvalException">The method does not take the algorithm.</exception>
    public static string PathOf(IngestionMethod method, string algorithm, byte[] hash, string name)
    {
        switch (method)
        {
            case IngestionMethod.Text when algorithm != "sha256":
                throw EvalErrors.Evaluation($"the content address of a text must be a SHA-256 hash, not '{algorithm}'");
            case IngestionMethod.Text:
                return StorePaths.Make("text", Sha256Hash.FromBytes(hash), name);
            case IngestionMethod.Git when algorithm is not ("sha1" or "sha256"):
                throw EvalErrors.Evaluation($"Git file ingestion must use SHA-1 or SHA-256 hash, but instead using: {algorithm}");
            case IngestionMethod.Nar when algorithm == "sha256":
                return StorePaths.Make("source", Sha256Hash.FromBytes(hash), name);
        }

        string inner = $"fixed:out:{Prefix(method)}{algorithm}:{Convert.ToHexStringLower(hash)}:";
        return StorePaths.Make("output:out", Sha256Hash.Of(inner), name);
    }
}
