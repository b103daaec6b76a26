using System;
using System.Linq;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime.Store;

/// <summary>
/// A derivation as an ATerm, the text of a .drv file (Derivation::unparse). Three such texts are hashed for a derivation; from
/// the sources on they differ in the paths of the outputs alone, so that part is written once, with gaps for these paths.
/// </summary>
internal sealed class DerivationText
{
    private readonly ByteBuffer _whole = new();
    private readonly ByteBuffer _tail = new();

    // Where in the tail the value of an output's variable belongs, and the index of that variable.
    private readonly List<(int At, int Variable)> _gaps = [];

    /// <summary>Whose tail is written.</summary>
    public Derivation? Written { get; private set; }

    /// <summary>Writes what all texts of a derivation have in common. Its variables stay those that they are, but for the values of outputs.</summary>
    public void Begin(Derivation drv)
    {
        Written = drv;
        _tail.Clear();
        _gaps.Clear();
        ByteBuffer text = _tail;
        text.Append((byte)',');
        List(text, CollectionsMarshal.AsSpan(drv.InputSources.Items));
        text.Append((byte)',');
        text.AppendQuoted(drv.Platform);
        text.Append((byte)',');
        text.AppendQuoted(drv.Builder);
        text.Append((byte)',');
        List(text, CollectionsMarshal.AsSpan(drv.Arguments));
        text.Append((byte)',');
        Environment(drv);
        text.Append((byte)')');
    }

    /// <summary>Ends the use of the text: another derivation may have the place of the one that it was of.</summary>
    public void End() => Written = null;

    /// <summary>The hash of a text of the derivation.</summary>
    /// <param name="maskOutputs">Whether the paths of outputs are left out, which are computed from this very text.</param>
    /// <param name="hashInputs">Whether hashes stand for the input derivations, not their paths.</param>
    public Sha256Hash Hash(bool maskOutputs, bool hashInputs)
    {
        Write(maskOutputs, hashInputs);
        return _whole.Sha256();
    }

    /// <summary>The text of the .drv file.</summary>
    public override string ToString()
    {
        Write(maskOutputs: false, hashInputs: false);
        return ByteText.FromByteArray(_whole.Written);
    }

    private void Write(bool maskOutputs, bool hashInputs)
    {
        Derivation drv = Written!;
        _whole.Clear();
        _whole.Append(drv.HasDynamicInputs ? "DrvWithVersion(\"xp-dyn-drv\","u8 : "Derive("u8);
        Outputs(_whole, drv, maskOutputs);
        _whole.Append((byte)',');
        if (hashInputs)
        {
            HashedInputs(_whole, drv);
        }
        else
        {
            Inputs(_whole, drv);
        }

        int copied = 0;
        for (int i = 0; i < (maskOutputs ? 0 : _gaps.Count); i++)
        {
            (int at, int variable) = _gaps[i];
            _whole.Append(_tail.Written[copied..at]);
            drv.Write(drv.Environment.Values[variable], _whole);
            // An empty string stands there.
            copied = at + 2;
        }

        _whole.Append(_tail.Written[copied..]);
    }

    private static void Outputs(ByteBuffer text, Derivation drv, bool mask)
    {
        byte separator = (byte)'[';
        for (int i = 0; i < drv.Outputs.Count; i++)
        {
            (string name, DerivationOutput output) = (drv.Outputs.Names[i], drv.Outputs.Values[i]);
            text.Append(separator);
            text.Append((byte)'(');
            text.AppendQuoted(name);
            text.Append((byte)',');
            text.AppendQuoted(mask ? "" : output.Path);
            text.Append((byte)',');
            text.AppendQuoted(output.MethodAlgorithm);
            text.Append((byte)',');
            text.AppendQuoted(output.Kind == OutputKind.Impure ? "impure" : output.Hash);
            text.Append((byte)')');
            separator = (byte)',';
        }

        text.Append((byte)']');
    }

    private static void Inputs(ByteBuffer text, Derivation drv)
    {
        text.Append((byte)'[');
        for (int i = 0; i < drv.InputDerivations.Count; i++)
        {
            text.Append(i > 0 ? ",("u8 : "("u8);
            text.AppendQuoted(drv.InputDerivations.Names[i]);
            text.Append((byte)',');
            DerivationInput input = drv.InputDerivations.Values[i];
            if (input.Dynamic.Length == 0)
            {
                List(text, input.Outputs);
            }
            else
            {
                Node(text, input.Outputs, Array.ConvertAll(input.Dynamic, ContextElement.Chain), 0);
            }

            text.Append((byte)')');
        }

        text.Append((byte)']');
    }

    /// <summary>Outputs; where derivations among them are used, with theirs (unparseDerivedPathMapNode).</summary>
    /// <param name="dynamic">Chains of outputs that go on behind <paramref name="depth"/>.</param>
    private static void Node(ByteBuffer text, string[] outputs, string[][] dynamic, int depth)
    {
        if (dynamic.Length == 0)
        {
            List(text, outputs);
            return;
        }

        text.Append((byte)'(');
        List(text, outputs);
        text.Append(",["u8);
        bool isFirst = true;
        foreach (IGrouping<string, string[]> inner in dynamic.GroupBy(c => c[depth], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append(isFirst ? "("u8 : ",("u8);
            isFirst = false;
            text.AppendQuoted(inner.Key);
            text.Append((byte)',');
            string[] ends = [.. inner.Where(c => c.Length == depth + 2).Select(c => c[^1]).Order(StringComparer.Ordinal)];
            Node(text, ends, [.. inner.Where(c => c.Length > depth + 2)], depth + 1);
            text.Append((byte)')');
        }

        text.Append("])"u8);
    }

    private static void HashedInputs(ByteBuffer text, Derivation drv)
    {
        text.Append((byte)'[');
        for (int i = 0; i < drv.HashedInputs.Count; i++)
        {
            text.Append(i > 0 ? ",(\""u8 : "(\""u8);
            text.Append(drv.HashedInputs[i].Hash);
            text.Append("\","u8);
            List(text, drv.HashedInputs[i].Outputs);
            text.Append((byte)')');
        }

        text.Append((byte)']');
    }

    private void Environment(Derivation drv)
    {
        NameMap<Variable> environment = drv.Environment;
        ByteBuffer text = _tail;
        text.Append((byte)'[');
        for (int i = 0; i < environment.Count; i++)
        {
            string name = environment.Names[i];
            bool isOutput = drv.Outputs.Has(name);
            text.Append(i > 0 ? ",("u8 : "("u8);
            text.AppendQuoted(name);
            text.Append((byte)',');
            if (isOutput)
            {
                _gaps.Add((text.Length, i));
                text.AppendQuoted("");
            }
            else
            {
                drv.Write(environment.Values[i], text);
            }

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

            text.AppendQuoted(items[i]);
        }

        text.Append((byte)']');
    }
}
