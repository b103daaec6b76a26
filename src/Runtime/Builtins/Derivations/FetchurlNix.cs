using System;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// The function of <c>&lt;nix/fetchurl.nix&gt;</c>: a derivation with the builder <c>builtin:fetchurl</c> (Nix manual, "Built-in fetchurl").
/// </summary>
internal static unsafe class FetchurlNix
{
    private static readonly string[] s_names =
        ["system", "url", "hash", "md5", "sha1", "sha256", "sha512", "outputHash", "outputHashAlgo", "executable", "unpack", "name", "impure"];

    private static readonly Host.PerSession<NixLambda> s_function =
        new(() => new(new LambdaInfo(null, 1, (delegate*<object?, object?, Value, Value>)&Make, 0, [], Formals())));

    public static NixLambda Function => s_function.Value;

    private static FormalsInfo Formals()
    {
        int[] symbols = Array.ConvertAll(s_names, Symbols.Intern);
        return new FormalsInfo(symbols, Array.ConvertAll(s_names, n => n != "url"), new int[symbols.Length], false);
    }

    private static Value Make(object? a, object? b, Value argument)
    {
        NixAttrs args = Op.FormalsArgument(argument, Function.Info);
        Function.Info.Formals!.Match(args, Function.Info);
        Value url = args.Find(Symbols.Intern("url"))!;
        var attrs = new AttrsBuilder(13);
        attrs.Add("builder", new NixString("builtin:fetchurl"));
        attrs.Add("outputHashMode", new Thunk(&Mode, args));
        attrs.Add("name", Given(args, "name") ?? new Thunk(&NameOf, url));
        attrs.Add("url", url);
        attrs.Add("executable", Given(args, "executable") ?? NixBool.False);
        attrs.Add("unpack", Given(args, "unpack") ?? NixBool.False);
        attrs.Add("system", new NixString("builtin"));
        attrs.Add("preferLocalBuild", NixBool.True);
        attrs.Add("impureEnvVars", Op.Folded(NixList.Of(Array.ConvertAll(
            (string[])["http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"], v => new Slot(new NixString(v))))));
        attrs.Add("urls", Op.Folded(NixList.Of([new Slot(url)])));
        if (IsSet(args, "impure"))
        {
            attrs.Add("__impure", NixBool.True);
        }
        else
        {
            attrs.Add("outputHashAlgo", new Thunk(&Algorithm, args));
            attrs.Add("outputHash", new Thunk(&Hash, args));
        }

        return Op.Call(DerivationBuiltins.Derivation, attrs.ToAttrs(), 0);
    }

    private static Value? Given(NixAttrs args, string name) => args.Find(Symbols.Intern(name));

    private static bool IsSet(NixAttrs args, string name) => Given(args, name) is { } v && Op.IsTrue(v, 0);

    private static Value Mode(object? args, object? unused) =>
        new NixString(IsSet((NixAttrs)args!, "unpack") || IsSet((NixAttrs)args!, "executable") ? "recursive" : "flat");

    private static Value NameOf(object? url, object? unused)
    {
        StringContext? context = null;
        string text = Coercion.ToText((Value)url!, ref context, 0, CoercionMode.Strong);
        return PathBuiltins.BaseNameOf(new NixString(text, context), 0);
    }

    private static bool HasText(NixAttrs args, string name) => Given(args, name) is { } v && Op.Force(v) is not NixString { Bytes.Length: 0 };

    private static Value Hash(object? state, object? unused)
    {
        var args = (NixAttrs)state!;
        if (Given(args, "outputHash") is { } given)
        {
            return Op.Force(given);
        }

        foreach (string name in (string[])["hash", "sha512", "sha1", "md5"])
        {
            if (HasText(args, name))
            {
                return Op.Force(Given(args, name)!);
            }
        }

        return Given(args, "sha256") is { } sha256 ? Op.Force(sha256) : NixString.Empty;
    }

    private static Value Algorithm(object? state, object? unused)
    {
        var args = (NixAttrs)state!;
        if (Given(args, "outputHashAlgo") is { } given)
        {
            return Op.Force(given);
        }

        foreach (string name in (string[])["hash", "sha512", "sha1", "md5"])
        {
            if (HasText(args, name))
            {
                return new NixString(name == "hash" ? "" : name);
            }
        }

        return new NixString("sha256");
    }
}
