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
        public readonly SetShape Extra, ExtraWithOut, Output;
        public readonly SelectSite DrvPath = new(Symbols.DrvPath, 0), OutPath;
        public readonly NixList OnlyOut;
        public readonly string[] OnlyOutName = ["out"];

        public Names()
        {
            int all = Symbols.Intern("all"), drvAttrs = Symbols.Intern("drvAttrs");
            Extra = new SetShape([all, drvAttrs]);
            ExtraWithOut = new SetShape([all, drvAttrs, Out]);
            Output = new SetShape([Symbols.OutPath, Symbols.DrvPath, Symbols.Type, Symbols.OutputName]);
            OutPath = new SelectSite(Out, 0);
            OnlyOut = NixList.Of([new Slot(Symbols.NameString(Out))]);
        }
    }

    /// <summary><c>derivation</c>: a function with formals in Nix, and so here.</summary>
    internal static readonly NixLambda Derivation = new(new LambdaInfo(
        "derivation", 1, (delegate*<object?, object?, Value, Value>)&Make, 0, ["drvAttrs"], new FormalsInfo([Symbols.Outputs], [true], [0], true)));

    private sealed class Package
    {
        public required Thunk Strict;
        public required NixAttrs Common;
        public required string[] Names;
    }

    private static Value Make(object? a, object? b, Value argument)
    {
        NixAttrs attrs = Op.FormalsArgument(argument, Derivation.Info);
        NixList outputs = attrs.Find(Symbols.Outputs) is { } given ? Op.ForceList(given, 0) : s_names.Value.OnlyOut;
        if (outputs.Count == 0)
        {
            throw EvalErrors.Evaluation("'builtins.head' called on an empty list");
        }

        var package = new Package
        {
            Strict = new Thunk(&RunStrict, attrs),
            Common = attrs,
            Names = ReferenceEquals(outputs, s_names.Value.OnlyOut) ? s_names.Value.OnlyOutName : new string[outputs.Count],
        };
        var all = new Slot[outputs.Count];
        for (int i = 0; i < all.Length; i++)
        {
            package.Names[i] = Op.ForceStringNoContext(outputs[i], 0);
            all[i].V = new Thunk(&RunOutput, package, NixInt.Of(i));
        }

        package.Common = NixAttrs.Update(Outputs(attrs, package.Names, all), Extra(attrs, package.Names, all));
        return ((Thunk)all[0].V).Force();
    }

    /// <summary>The attributes with those of the outputs; a single <c>out</c> comes with <see cref="Extra"/>.</summary>
    private static NixAttrs Outputs(NixAttrs attrs, string[] names, Slot[] all)
    {
        if (names is ["out"])
        {
            return attrs;
        }

        var byName = new AttrsBuilder(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            byName.Add(names[i], all[i].V);
        }

        return NixAttrs.Update(attrs, byName.ToAttrs());
    }

    private static NixAttrs Extra(NixAttrs attrs, string[] names, Slot[] all) => names is ["out"]
        ? s_names.Value.ExtraWithOut.Make(NixList.Of(all), attrs, all[0].V)
        : s_names.Value.Extra.Make(NixList.Of(all), attrs);

    private static Value RunStrict(object? attrs, object? unused) => DerivationStrict.Run((NixAttrs)attrs!, 0);

    private static Value RunOutput(object? state, object? index)
    {
        var package = (Package)state!;
        string name = package.Names[((NixInt)index!).Value];
        int symbol = Symbols.Intern(name);
        Names names = s_names.Value;
        SelectSite site = symbol == names.Out ? names.OutPath : new SelectSite(symbol, 0);
        return NixAttrs.Update(package.Common, names.Output.Make(
            new Thunk(&RunSelect, package.Strict, site), new Thunk(&RunSelect, package.Strict, names.DrvPath), s_type, Symbols.NameString(symbol)));
    }

    private static Value RunSelect(object? set, object? site)
    {
        var s = (SelectSite)site!;
        return Op.Select((Value)set!, s.Name, ref s.Hint, 0);
    }
}
