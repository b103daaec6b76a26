using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// <c>derivation</c>, which is Nix code over derivationStrict there (derivation.nix): the attributes, and a set for each output.
/// </summary>
public static unsafe class DerivationBuiltins
{
    private static readonly PerSession<(int All, int DrvAttrs, int Out)> s_names =
        new(() => (Symbols.Intern("all"), Symbols.Intern("drvAttrs"), Symbols.Intern("out")));

    // What is the same in every derivation.
    private static readonly NixString s_type = new("derivation");
    private static readonly PerSession<(SelectSite DrvPath, SelectSite Out)> s_sites =
        new(() => (new SelectSite(Symbols.DrvPath, 0), new SelectSite(s_names!.Value.Out, 0)));

    /// <summary><c>derivation</c>: a function with formals in Nix, and so here.</summary>
    internal static readonly NixLambda Derivation = new(new LambdaInfo(
        "derivation", 1, (delegate*<object?, object?, Value, Value>)&Make, 0, ["drvAttrs"], new FormalsInfo([Symbols.Outputs], [true], [0], true)));

    private sealed class Package
    {
        public required Thunk Strict;
        public required NixAttrs Common;
        public required string[] Names;
        public Thunk[] Values = [];
    }

    private static Value Make(object? a, object? b, Value argument)
    {
        NixAttrs attrs = Op.FormalsArgument(argument, Derivation.Info);
        NixList outputs = attrs.Find(Symbols.Outputs) is { } given ? Op.ForceList(given, 0) : NixList.Of([new Slot(Symbols.NameString(s_names.Value.Out))]);
        if (outputs.Count == 0)
        {
            throw EvalErrors.Evaluation("'builtins.head' called on an empty list");
        }

        var names = new string[outputs.Count];
        var package = new Package { Strict = new Thunk(&RunStrict, attrs), Common = attrs, Names = names, Values = new Thunk[outputs.Count] };
        var byName = new AttrsBuilder(names.Length);
        var all = new Slot[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Op.ForceStringNoContext(outputs[i], 0);
            package.Values[i] = new Thunk(&RunOutput, package, NixInt.Of(i));
            all[i].V = package.Values[i];
            byName.Add(names[i], package.Values[i]);
        }

        var extra = new AttrsBuilder(2);
        extra.Add(s_names.Value.All, NixList.Of(all));
        extra.Add(s_names.Value.DrvAttrs, attrs);
        package.Common = NixAttrs.Update(NixAttrs.Update(attrs, byName.ToAttrs()), extra.ToAttrs());
        return package.Values[0].Force();
    }

    private static Value RunStrict(object? attrs, object? unused) => DerivationStrict.Run((NixAttrs)attrs!, 0);

    private static Value RunOutput(object? state, object? index)
    {
        var package = (Package)state!;
        string name = package.Names[((NixInt)index!).Value];
        var own = new AttrsBuilder(4);
        int symbol = Symbols.Intern(name);
        SelectSite site = symbol == s_names.Value.Out ? s_sites.Value.Out : new SelectSite(symbol, 0);
        own.Add(Symbols.OutPath, new Thunk(&RunSelect, package.Strict, site));
        own.Add(Symbols.DrvPath, new Thunk(&RunSelect, package.Strict, s_sites.Value.DrvPath));
        own.Add(Symbols.Type, s_type);
        own.Add(Symbols.OutputName, Symbols.NameString(symbol));
        return NixAttrs.Update(package.Common, own.ToAttrs());
    }

    private static Value RunSelect(object? set, object? site)
    {
        var s = (SelectSite)site!;
        return Op.Select((Value)set!, s.Name, ref s.Hint, 0);
    }
}
