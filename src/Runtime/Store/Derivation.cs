using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;

namespace Tvix.Aot.Runtime.Store;

/// <summary>An output of a derivation: its path, and for fixed ones the method with the algorithm and the hash.</summary>
internal sealed record DerivationOutput(string Path, string MethodAlgorithm = "", string Hash = "");

/// <summary>A store derivation (derivations.cc): what a .drv file holds, its text, and its hash modulo fixed outputs.</summary>
internal sealed class Derivation
{
    private static readonly Dictionary<string, Derivation> s_known = new(StringComparer.Ordinal);

    private string? _hashModulo;

    public SortedDictionary<string, DerivationOutput> Outputs { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, SortedSet<string>> InputDerivations { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> InputSources { get; } = new(StringComparer.Ordinal);

    public string Platform { get; set; } = "";

    public string Builder { get; set; } = "";

    public List<string> Arguments { get; } = [];

    public SortedDictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    private bool IsFixed => Outputs.Count == 1 && Outputs.TryGetValue("out", out DerivationOutput? o) && o.Hash.Length > 0;

    /// <summary>Derivations that this evaluation has made, by their store path.</summary>
    public static Derivation? Find(string drvPath) => s_known.TryGetValue(drvPath, out Derivation? d) ? d : null;

    public static void Forget() => s_known.Clear();

    /// <summary>The path of the .drv file; later derivations can refer to it.</summary>
    public string Register(string name)
    {
        var references = new SortedSet<string>(InputSources, StringComparer.Ordinal);
        references.UnionWith(InputDerivations.Keys);
        string path = StorePaths.ForText(name + ".drv", Unparse(maskOutputs: false, null), [.. references]);
        s_known[path] = this;
        return path;
    }

    /// <summary>The hash that output paths are made of: the text with outputs masked and inputs by their own such hash.</summary>
    public string HashForOutputs() => HashOf(Unparse(maskOutputs: true, HashedInputs()));

    /// <summary>What stands for this derivation in the hashes of those that use it.</summary>
    private string HashModulo()
    {
        if (_hashModulo == null)
        {
            _hashModulo = IsFixed
                ? HashOf($"fixed:out:{Outputs["out"].MethodAlgorithm}:{Outputs["out"].Hash}:{Outputs["out"].Path}")
                : HashOf(Unparse(maskOutputs: false, HashedInputs()));
        }

        return _hashModulo;
    }

    private SortedDictionary<string, SortedSet<string>> HashedInputs()
    {
        var hashed = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach ((string path, SortedSet<string> outputs) in InputDerivations)
        {
            Derivation input = Find(path) ?? throw EvalErrors.Evaluation($"path '{path}' is not valid");
            string hash = input.HashModulo();
            if (!hashed.TryGetValue(hash, out SortedSet<string>? names))
            {
                hashed.Add(hash, names = new SortedSet<string>(StringComparer.Ordinal));
            }

            names.UnionWith(outputs);
        }

        return hashed;
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(ByteText.ToByteArray(text)));

    /// <summary>The derivation as an ATerm.</summary>
    private string Unparse(bool maskOutputs, SortedDictionary<string, SortedSet<string>>? inputs)
    {
        var text = new StringBuilder("Derive([");
        string separator = "";
        foreach ((string name, DerivationOutput output) in Outputs)
        {
            text.Append(separator).Append('(');
            Quote(text, name).Append(',');
            Quote(text, maskOutputs ? "" : output.Path).Append(',');
            Quote(text, output.MethodAlgorithm).Append(',');
            Quote(text, output.Hash).Append(')');
            separator = ",";
        }

        text.Append("],[");
        separator = "";
        foreach ((string path, SortedSet<string> names) in inputs ?? InputDerivations)
        {
            text.Append(separator).Append('(');
            Quote(text, path).Append(',');
            List(text, names).Append(')');
            separator = ",";
        }

        text.Append("],");
        List(text, InputSources).Append(',');
        Quote(text, Platform).Append(',');
        Quote(text, Builder).Append(',');
        List(text, Arguments).Append(",[");
        separator = "";
        foreach ((string name, string value) in Environment)
        {
            text.Append(separator).Append('(');
            Quote(text, name).Append(',');
            Quote(text, maskOutputs && Outputs.ContainsKey(name) ? "" : value).Append(')');
            separator = ",";
        }

        return text.Append("])").ToString();
    }

    private static StringBuilder List(StringBuilder text, IEnumerable<string> items)
    {
        string separator = "[";
        foreach (string item in items)
        {
            Quote(text.Append(separator), item);
            separator = ",";
        }

        return text.Append(separator == "[" ? "[]" : "]");
    }

    private static StringBuilder Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"' or '\\': text.Append('\\').Append(c); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                default: text.Append(c); break;
            }
        }

        return text.Append('"');
    }
}
