using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime.Store;

/// <summary>A derivation as an ATerm, the text of a .drv file (Derivation::unparse).</summary>
internal static class DerivationText
{
    private static readonly SearchValues<char> s_escaped = SearchValues.Create("\"\\\n\r\t");

    /// <param name="maskOutputs">Whether the paths of outputs are left out, which are computed from this very text.</param>
    /// <param name="hashInputs">Whether hashes stand for the input derivations, not their paths.</param>
    public static void Write(ByteBuffer text, Derivation drv, bool maskOutputs, bool hashInputs)
    {
        text.Append("Derive("u8);
        Outputs(text, drv, maskOutputs);
        text.Append((byte)',');
        Inputs(text, drv, hashInputs);
        text.Append((byte)',');
        List(text, CollectionsMarshal.AsSpan(drv.InputSources.Items));
        text.Append((byte)',');
        Quote(text, drv.Platform);
        text.Append((byte)',');
        Quote(text, drv.Builder);
        text.Append((byte)',');
        List(text, CollectionsMarshal.AsSpan(drv.Arguments));
        text.Append((byte)',');
        Environment(text, drv, maskOutputs);
        text.Append((byte)')');
    }

    private static void Outputs(ByteBuffer text, Derivation drv, bool mask)
    {
        byte separator = (byte)'[';
        for (int i = 0; i < drv.Outputs.Count; i++)
        {
            (string name, DerivationOutput output) = (drv.Outputs.Names[i], drv.Outputs.Values[i]);
            text.Append(separator);
            text.Append((byte)'(');
            Quote(text, name);
            text.Append((byte)',');
            Quote(text, mask ? "" : output.Path);
            text.Append((byte)',');
            Quote(text, output.MethodAlgorithm);
            text.Append((byte)',');
            Quote(text, output.Kind == OutputKind.Impure ? "impure" : output.Hash);
            text.Append((byte)')');
            separator = (byte)',';
        }

        text.Append((byte)']');
    }

    private static void Inputs(ByteBuffer text, Derivation drv, bool hashed)
    {
        text.Append((byte)'[');
        int count = hashed ? drv.HashedInputs.Count : drv.InputDerivations.Count;
        for (int i = 0; i < count; i++)
        {
            text.Append(i > 0 ? ",("u8 : "("u8);
            if (hashed)
            {
                text.Append((byte)'"');
                text.Append(drv.HashedInputs[i].Hash);
                text.Append((byte)'"');
            }
            else
            {
                Quote(text, drv.InputDerivations.Names[i]);
            }

            text.Append((byte)',');
            List(text, hashed ? drv.HashedInputs[i].Outputs : drv.InputDerivations.Values[i].Outputs);
            text.Append((byte)')');
        }

        text.Append((byte)']');
    }

    private static void Environment(ByteBuffer text, Derivation drv, bool mask)
    {
        NameMap<string> environment = drv.Environment;
        text.Append((byte)'[');
        for (int i = 0; i < environment.Count; i++)
        {
            string name = environment.Names[i];
            text.Append(i > 0 ? ",("u8 : "("u8);
            Quote(text, name);
            text.Append((byte)',');
            Quote(text, mask && drv.Outputs.Find(name) >= 0 ? "" : environment.Values[i]);
            text.Append((byte)')');
        }

        text.Append((byte)']');
    }

    private static void List(ByteBuffer text, ReadOnlySpan<string> items)
    {
        text.Append((byte)'[');
        for (int i = 0; i < items.Length; i++)
        {
            if (i > 0)
            {
                text.Append((byte)',');
            }

            Quote(text, items[i]);
        }

        text.Append((byte)']');
    }

    private static void Quote(ByteBuffer text, string value)
    {
        text.Append((byte)'"');
        ReadOnlySpan<char> rest = value;
        for (int plain = rest.IndexOfAny(s_escaped); plain >= 0; plain = rest.IndexOfAny(s_escaped))
        {
            text.Append(rest[..plain]);
            text.Append((byte)'\\');
            text.Append(rest[plain] switch { '\n' => (byte)'n', '\r' => (byte)'r', '\t' => (byte)'t', var c => (byte)c });
            rest = rest[(plain + 1)..];
        }

        text.Append(rest);
        text.Append((byte)'"');
    }
}
