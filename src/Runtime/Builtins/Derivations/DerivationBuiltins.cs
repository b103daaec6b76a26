using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// <c>derivation</c>, which is Nix code over derivationStrict there (derivation.nix): the attributes, and a set for each output.
/// </summary>
public static unsafe class DerivationBuiltins
{
    // What is the same in every derivation.
    private static readonly NixString s_type = new("derivation");
    private static readonly PerSession<Names> s_names = new(() => new Names());

    private sealed class Names
    {
        public readonly int Out = Symbols.Intern("out");
        public readonly SetShape Extra, Output, OnlyOutput;
        public readonly SelectSite DrvPath = new(Symbols.DrvPath, 0), OutPath;
        public readonly NixList OnlyOut;
        public readonly string[] OnlyOutName = ["out"];

        public Names()
        {
            int all = Symbols.Intern("all"), drvAttrs = Symbols.Intern("drvAttrs");
            Extra = new SetShape([all, drvAttrs], 0, [DerivationPlaces.All, DerivationPlaces.DrvAttrs]);
            Output = new SetShape(
                [Symbols.OutPath, Symbols.DrvPath, Symbols.Type, Symbols.OutputName],
                0,
                [DerivationPlaces.OutPath, DerivationPlaces.DrvPath, DerivationPlaces.Type, DerivationPlaces.OutputName]);
            OnlyOutput = new SetShape(
                [all, drvAttrs, Out, Symbols.OutPath, Symbols.DrvPath, Symbols.Type, Symbols.OutputName],
                0,
                [DerivationPlaces.All, DerivationPlaces.DrvAttrs, DerivationPlaces.ElementValue, DerivationPlaces.OutPath, DerivationPlaces.DrvPath, DerivationPlaces.Type, DerivationPlaces.OutputName]);
            OutPath = new SelectSite(Out, 0);
            OnlyOut = NixList.Of([new Slot(Symbols.NameString(Out))]);
        }
    }

    /// <summary><c>derivation</c>: a function with formals in Nix, and so here.</summary>
    internal static readonly NixLambda Derivation = new(new LambdaInfo(
        null, 1, (delegate*<object?, object?, Value, Value>)&Make, DerivationPlaces.Function, "drvAttrs",
        new FormalsInfo([Symbols.Outputs], [true], [DerivationPlaces.OutputsFormal], true)));

    private sealed class Package
    {
        public required Thunk Strict;
        public required NixAttrs Attrs;
        public required string[] Names;
        public required Value[] Outputs;

        // What all outputs have in common; made where there are several.
        public NixAttrs? Common;

        public bool IsOnlyOut => ReferenceEquals(Names, s_names.Value.OnlyOutName);
    }

    private static Value Make(object? a, object? b, Value argument)
    {
        NixAttrs attrs = Op.FormalsArgument(argument, Derivation.Info);
        NixList outputs = attrs.Find(Symbols.Outputs) is { } given ? OutputsOf(given) : s_names.Value.OnlyOut;
        var package = new Package
        {
            Strict = new Thunk(&RunStrict, attrs),
            Attrs = attrs,
            Names = ReferenceEquals(outputs, s_names.Value.OnlyOut) ? s_names.Value.OnlyOutName : NamesOf(outputs),
            Outputs = new Value[outputs.Count],
        };
        for (int i = 0; i < package.Outputs.Length; i++)
        {
            package.Outputs[i] = new Thunk(&RunOutput, package, NixInt.Of(i));
        }

        if (!package.IsOnlyOut)
        {
            package.Common = NixAttrs.Update(OutputsTo(attrs, package), s_names.Value.Extra.Make(new Thunk(&RunAll, package), attrs));
        }

        return ((Thunk)package.Outputs[0]).Force();
    }

    /// <summary>The outputs as <c>map</c> and <c>head</c> want them.</summary>
    private static NixList OutputsOf(Value given)
    {
        try
        {
            NixList outputs = Mapped(given);
            return outputs.Count > 0 ? outputs : throw EvalErrors.Evaluation("'builtins.head' called on an empty list");
        }
        catch (EvalException e) when (e.AddFrame("while calling the 'head' builtin", DerivationPlaces.Head))
        {
            throw;
        }
    }

    private static NixList Mapped(Value given)
    {
        try
        {
            return Op.ForceList(given, 0);
        }
        catch (EvalException e) when (BuiltinContexts.AddFrames(e, "map", -1, DerivationPlaces.MapOutputs, null, given))
        {
            throw;
        }
    }

    private static string[] NamesOf(NixList outputs)
    {
        var names = new string[outputs.Count];
        for (int i = 0; i < names.Length; i++)
        {
            try
            {
                names[i] = Op.ForceStringNoContext(outputs[i], DerivationPlaces.ElementName);
            }
            catch (EvalException e) when (AddNameFrames(e))
            {
                throw;
            }
        }

        return names is ["out"] ? s_names.Value.OnlyOutName : names;
    }

    private static bool AddNameFrames(EvalException e)
    {
        const string Left = "in the left operand of the update (//) operator";
        e.AddFrame("while evaluating the `name` attribute of an element of the list passed to builtins.listToAttrs", DerivationPlaces.ElementName);
        e.AddFrame("while calling the 'listToAttrs' builtin", DerivationPlaces.UpdateOutputs);
        e.AddFrame(Left, DerivationPlaces.UpdateOutputs);
        return e.AddFrame(Left, DerivationPlaces.UpdateCommon);
    }

    /// <summary>The attributes with those of the outputs.</summary>
    private static NixAttrs OutputsTo(NixAttrs attrs, Package package)
    {
        var byName = new AttrsBuilder(package.Names.Length);
        for (int i = 0; i < package.Names.Length; i++)
        {
            byName.Add(Symbols.Intern(package.Names[i]), package.Outputs[i], DerivationPlaces.ElementValue);
        }

        return NixAttrs.Update(attrs, byName.ToAttrs());
    }

    private static Value RunAll(object? package, object? unused)
    {
        Value[] outputs = ((Package)package!).Outputs;
        var all = new Slot[outputs.Length];
        for (int i = 0; i < all.Length; i++)
        {
            all[i].V = new Thunk(&RunSame, outputs[i]);
        }

        return NixList.Of(all);
    }

    private static Value RunSame(object? output, object? unused) => Op.Force((Value)output!);

    private static Value RunStrict(object? attrs, object? unused)
    {
        try
        {
            return DerivationStrict.Run((NixAttrs)attrs!, 0);
        }
        catch (EvalException e) when (e.AddFrame("while calling the 'derivationStrict' builtin", DerivationPlaces.Strict))
        {
            throw;
        }
    }

    private static Value RunOutput(object? state, object? index)
    {
        var package = (Package)state!;
        string name = package.Names[((NixInt)index!).Value];
        int symbol = Symbols.Intern(name);
        Names names = s_names.Value;
        SelectSite site = symbol == names.Out ? names.OutPath : new SelectSite(symbol, 0);
        var outPath = new Thunk(&RunOutPath, package.Strict, site);
        var drvPath = new Thunk(&RunSelect, package.Strict, names.DrvPath);
        NixString outputName = Symbols.NameString(symbol);
        return package.Common is { } common
            ? NixAttrs.Update(common, names.Output.Make(outPath, drvPath, s_type, outputName))
            : NixAttrs.Update(package.Attrs, names.OnlyOutput.Make(
                new Thunk(&RunAll, package), package.Attrs, package.Outputs[0], outPath, drvPath, s_type, outputName));
    }

    private static Value RunOutPath(object? set, object? site)
    {
        var s = (SelectSite)site!;
        try
        {
            NixAttrs attrs = Op.ForceAttrs((Value)set!, 0);
            return Op.Force(attrs.Find(s.Name, ref s.Hint) ?? Expect.Attribute(attrs, s.Name, "in the attribute set under consideration"));
        }
        catch (EvalException e) when (e.AddFrame("while calling the 'getAttr' builtin", DerivationPlaces.GetOutPath))
        {
            throw;
        }
    }

    private static Value RunSelect(object? set, object? site)
    {
        var s = (SelectSite)site!;
        return Op.Select((Value)set!, s.Name, ref s.Hint, 0);
    }
}
