using System.Collections.Generic;
using System.Text;

namespace Tvix.Aot.Runtime.Store;

/// <summary>A derivation as an ATerm, the text of a .drv file (Derivation::unparse).</summary>
internal static class DerivationText
{
    /// <param name="maskOutputs">Whether the paths of outputs are left out, which are computed from this very text.</param>
    /// <param name="inputs">What stands for the input derivations; null for their paths.</param>
    public static string Unparse(Derivation drv, bool maskOutputs, SortedDictionary<string, SortedSet<string>>? inputs)
    {
        var text = new StringBuilder("Derive(");
        Outputs(text, drv, maskOutputs);
        Inputs(text.Append(','), inputs ?? drv.InputDerivations);
        List(text.Append(','), drv.InputSources).Append(',');
        Quote(text, drv.Platform).Append(',');
        Quote(text, drv.Builder).Append(',');
        List(text, drv.Arguments).Append(',');
        Environment(text, drv, maskOutputs);
        return text.Append(')').ToString();
    }

    private static void Outputs(StringBuilder text, Derivation drv, bool mask)
    {
        string separator = "[";
        foreach ((string name, DerivationOutput output) in drv.Outputs)
        {
            Quote(text.Append(separator).Append('('), name).Append(',');
            Quote(text, mask ? "" : output.Path).Append(',');
            Quote(text, output.MethodAlgorithm).Append(',');
            Quote(text, output.Kind == OutputKind.Impure ? "impure" : output.Hash).Append(')');
            separator = ",";
        }

        text.Append(']');
    }

    private static void Inputs(StringBuilder text, SortedDictionary<string, SortedSet<string>> inputs)
    {
        text.Append('[');
        string separator = "";
        foreach ((string path, SortedSet<string> names) in inputs)
        {
            Quote(text.Append(separator).Append('('), path).Append(',');
            List(text, names).Append(')');
            separator = ",";
        }

        text.Append(']');
    }

    private static void Environment(StringBuilder text, Derivation drv, bool mask)
    {
        text.Append('[');
        string separator = "";
        foreach ((string name, string value) in drv.Environment)
        {
            Quote(text.Append(separator).Append('('), name).Append(',');
            Quote(text, mask && drv.Outputs.ContainsKey(name) ? "" : value).Append(')');
            separator = ",";
        }

        text.Append(']');
    }

    private static StringBuilder List(StringBuilder text, IEnumerable<string> items)
    {
        string separator = "";
        text.Append('[');
        foreach (string item in items)
        {
            Quote(text.Append(separator), item);
            separator = ",";
        }

        return text.Append(']');
    }

    private static StringBuilder Quote(StringBuilder text, string value)
    {
        text.Append('"');
        int start = 0;
        for (int i = 0; i < value.Length; i++)
        {
            char escaped = value[i] switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => '\0' };
            if (escaped != '\0')
            {
                text.Append(value, start, i - start).Append('\\').Append(escaped);
                start = i + 1;
            }
        }

        return text.Append(value, start, value.Length - start).Append('"');
    }
}
