using System;
using System.Collections.Generic;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Parallel;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>derivationStrict: from attributes to a store derivation (primops.cc, derivationStrictInternal).</summary>
public static class DerivationStrict
{
    /// <summary>Manual, builtins.derivationStrict: the paths of a derivation and its outputs.</summary>
    public static Value Run(Value argument, int pos)
    {
        NixAttrs attrs = Op.ForceAttrs(argument, pos);
        Value nameValue = Expect.Attribute(attrs, Symbols.NameSymbol, "in the attrset passed as argument to builtins.derivationStrict");
        string name = NameOf(nameValue, attrs, pos);
        try
        {
            if (StorePaths.ProblemWith(name) is { } problem)
            {
                throw EvalErrors.Evaluation($"invalid derivation name: {problem}. Please pass a different 'name'.", pos);
            }

            DerivationDraft draft = DerivationDraft.Take(name, pos);
            draft.Read(attrs);
            NixAttrs result = DerivationOutputs.Finish(draft);
            draft.GiveBack();
            return result;
        }
        catch (EvalException e) when (AddFrame(e, name, attrs))
        {
            throw;
        }
    }

    private static string NameOf(Value value, NixAttrs attrs, int pos)
    {
        try
        {
            return Expect.StringNoContext(value, DerivationDraft.Passed("name"), pos);
        }
        catch (EvalException e) when (e.AddFrame("while evaluating the derivation attribute 'name'", attrs.PositionOf(Symbols.NameSymbol)))
        {
            throw;
        }
    }

    private static bool AddFrame(EvalException e, string name, NixAttrs attrs)
    {
        string place = Positions.Show(attrs.PositionOf(Symbols.NameSymbol));
        return e.AddFrame($"while evaluating derivation '{name}'\n  whose name attribute is located at {place}", 0);
    }
}

/// <summary>
/// A derivation while its attributes are read, in the order of their names. Taken and given back, so that package after package of a
/// thread uses the same room.
/// </summary>
internal sealed class DerivationDraft
{
    // How values become variables of the environment.
    private const CoercionMode Mode = CoercionMode.Strong | CoercionMode.CopyToStore;

    [ThreadStatic]
    private static Stack<DerivationDraft>? s_spare;

    private StructuredAttributes? _structured;
    private ContextUnion _contexts;

    private DerivationDraft() => Outputs = new OutputSettings(this);

    public string Name { get; private set; } = "";

    public int Pos { get; private set; }

    public Derivation Drv { get; } = new();

    public OutputSettings Outputs { get; }

    /// <summary>Those of the strings that were read.</summary>
    public ReadOnlySpan<StringContext> Contexts => _contexts.Parts;

    /// <summary>An empty one.</summary>
    public static DerivationDraft Take(string name, int pos)
    {
        DerivationDraft draft = s_spare is { Count: > 0 } ? s_spare.Pop() : new DerivationDraft();
        (draft.Name, draft.Pos) = (name, pos);
        return draft;
    }

    /// <summary>Ends the use of this one. What fails is not given back.</summary>
    public void GiveBack()
    {
        _structured = null;
        _contexts.End();
        Outputs.Clear();
        Drv.Clear();
        (s_spare ??= []).Push(this);
    }

    public void Read(NixAttrs attrs)
    {
        if (attrs.Find(Symbols.StructuredAttrs) is { } structured && Expect.Bool(structured, Passed("__structuredAttrs"), position: Pos))
        {
            _structured = new StructuredAttributes();
        }

        ReadAll(attrs);
        _structured?.AddTo(Drv);
    }

    internal static string Passed(string name) => $"while evaluating the `{name}` attribute passed to builtins.derivationStrict";

    private void ReadAll(NixAttrs attrs)
    {
        bool ignoreNulls = attrs.Find(Symbols.IgnoreNulls) is { } ignore && Expect.Bool(ignore, Passed("__ignoreNulls"), position: Pos);
        Shape shape = attrs.Shape;
        int[] order = shape.ByName;
        using Sparks? sparks = Worker.AreMany && Sparks.AreWorthwhile(attrs.Values) ? Offer(attrs, order) : null;
        for (int i = 0; i < order.Length; i++)
        {
            sparks?.Begin(i);
            int index = order[i], symbol = shape.Keys[index];
            if (symbol == Symbols.IgnoreNulls)
            {
                continue;
            }

            string key = Symbols.Name(symbol);
            try
            {
                Value value = attrs.Values[index].V;
                if (!ignoreNulls || Op.Force(value) is not NixNull)
                {
                    ReadAttribute(key, value);
                }

                Slot.Settle(ref attrs.Values[index]);
            }
            catch (EvalException e) when (AddFrame(e, attrs, symbol))
            {
                throw;
            }
        }
    }

    private bool AddFrame(EvalException e, NixAttrs attrs, int symbol)
    {
        // This line says what the text was for.
        e.TakeCoercion();
        return e.AddFrame($"while evaluating attribute '{ErrorTexts.AttributeName(symbol)}' of derivation '{Name}'", attrs.PositionOf(symbol));
    }

    /// <summary>Helpers evaluate the attributes as if each became a variable of the environment.</summary>
    private Sparks? Offer(NixAttrs attrs, int[] order)
    {
        int pos = Pos;
        return Sparks.Offer(order.Length, () => index =>
        {
            StringContext? context = null;
            Coercion.ToText(attrs.Values[order[index]].V, ref context, pos, Mode);
        });
    }

    private void ReadAttribute(string key, Value value)
    {
        switch (key)
        {
            case "__contentAddressed":
                Outputs.IsContentAddressed = IsEnabled(value, "ca-derivations");
                return;
            case "__impure":
                Outputs.IsImpure = IsEnabled(value, "impure-derivations");
                return;
            case "args":
                ReadArguments(value);
                return;
        }

        if (_structured != null)
        {
            ReadStructured(key, value);
            return;
        }

        if (Op.Force(value) is NixList list && !IsSpecial(key))
        {
            ReadList(key, list);
            return;
        }

        string text = Coerce(value);
        if (key == "__json")
        {
            EvalHost.Current.WriteError(
                $"warning: In derivation '{Name}': setting structured attributes via '__json' is deprecated, and may be disallowed in future versions of Nix. Set '__structuredAttrs = true' instead.\n");
            Drv.Environment[key] = StructuredAttributes.Normalise(text, Pos);
            return;
        }

        Drv.Environment[key] = text;
        ReadSpecial(key, text);
    }

    // The text of a list is needed for the text of the derivation alone.
    private void ReadList(string key, NixList list)
    {
        ListText text = ListText.Take();
        text.Append(list, ref _contexts, Pos, Mode);
        Drv.SetVariable(key, text.Text);
        text.End();
    }

    private bool IsEnabled(Value value, string feature)
    {
        bool enabled = Op.ForceBool(value, Pos);
        if (enabled)
        {
            EvalHost.Current.Features.Require(feature, Pos);
        }

        return enabled;
    }

    private string Coerce(Value value)
    {
        StringContext? context = null;
        string text = Coercion.ToText(value, ref context, Pos, Mode);
        _contexts.Add(context);
        return text;
    }

    private void ReadArguments(Value value)
    {
        NixList list = Op.ForceList(value, Pos);
        for (int i = 0; i < list.Count; i++)
        {
            StringContext? context = null;
            Drv.Arguments.Add(Expect.Text(list.Evaluated(i), ref context, Mode, "while evaluating an element of the argument list", Pos, Pos));
            _contexts.Add(context);
            list.Settle(i);
        }
    }

    private void ReadStructured(string key, Value value)
    {
        if (key == "__structuredAttrs")
        {
            return;
        }

        StringContext? context = null;
        _structured!.Add(key, JsonWriter.ToJson(value, ref context, Pos, copyToStore: true));
        _contexts.Add(context);
        switch (key)
        {
            case "builder":
                NixString builder = Op.ForceString(value, Pos);
                _contexts.Add(builder.Context);
                Drv.Builder = builder.Bytes;
                break;
            case "system" or "outputHash" or "outputHashAlgo" or "outputHashMode":
                ReadSpecial(key, Op.ForceStringNoContext(value, Pos));
                break;
            case "outputs":
                NixList names = Op.ForceList(value, Pos);
                var outputs = new string[names.Count];
                for (int i = 0; i < outputs.Length; i++)
                {
                    outputs[i] = Op.ForceStringNoContext(names[i], Pos);
                }

                Outputs.SetNames(outputs);
                break;
            default:
                StructuredAttributes.WarnOfIneffective(key, Name);
                break;
        }
    }

    private static bool IsSpecial(string key) =>
        key is "__json" or "builder" or "system" or "outputHash" or "outputHashAlgo" or "outputHashMode" or "outputs";

    private void ReadSpecial(string key, string text)
    {
        switch (key)
        {
            case "builder": Drv.Builder = text; break;
            case "system": Drv.Platform = text; break;
            case "outputHash": Outputs.Hash = text; break;
            case "outputHashAlgo": Outputs.Algorithm = HashBuiltins.IsAlgorithm(text, Pos) ? text : null; break;
            case "outputHashMode": Outputs.SetMode(text); break;
            case "outputs": Outputs.SetNames(text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)); break;
        }
    }
}
