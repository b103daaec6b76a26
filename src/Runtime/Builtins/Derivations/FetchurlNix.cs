using System;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// The function of <c>&lt;nix/fetchurl.nix&gt;</c>: a derivation with the builder <c>builtin:fetchurl</c> (Nix manual, "Built-in fetchurl").
/// </summary>
internal static unsafe class FetchurlNix
{
    private static readonly FileWithoutText s_file = new("<nix/fetchurl.nix>", "/fetchurl.nix");

    // The formals, and their lines in the file.
    private static readonly (string Name, int Line)[] s_formals =
    [
        ("system", 3), ("url", 4), ("hash", 5), ("md5", 8), ("sha1", 9), ("sha256", 10), ("sha512", 11), ("outputHash", 12), ("outputHashAlgo", 23),
        ("executable", 35), ("unpack", 36), ("name", 37), ("impure", 38),
    ];

    private static readonly Host.PerSession<NixLambda> s_function =
        new(() => new(new LambdaInfo(null, 1, (delegate*<object?, object?, Value, Value>)&Make, s_file.At(2, 1), "", Formals())));

    public static NixLambda Function => s_function.Value;

    private static FormalsInfo Formals()
    {
        int[] symbols = Array.ConvertAll(s_formals, f => Symbols.Intern(f.Name));
        return new FormalsInfo(symbols, Array.ConvertAll(s_formals, f => f.Name != "url"), Array.ConvertAll(s_formals, f => s_file.At(f.Line, 3)), false);
    }

    private static Value Make(object? a, object? b, Value argument)
    {
        NixAttrs args = Op.FormalsArgument(argument, Function.Info);
        Function.Info.Formals!.Match(args, Function.Info);
        Value url = args.Find(Symbols.Intern("url"))!;
        var attrs = new AttrsBuilder(13);
        Add("builder", new NixString("builtin:fetchurl"), 43, 5);
        Add("outputHashMode", new Thunk(&Mode, args), 46, 5);
        Add("name", Given(args, "name") ?? new Thunk(&NameOf, url), 49, 7);
        Add("url", url, 50, 7);
        Add("executable", Given(args, "executable") ?? NixBool.False, 51, 7);
        Add("unpack", Given(args, "unpack") ?? NixBool.False, 52, 7);
        Add("system", new NixString("builtin"), 55, 5);
        Add("preferLocalBuild", NixBool.True, 58, 5);
        Add("impureEnvVars", Op.Folded(NixList.Of(Array.ConvertAll(
            (string[])["http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"], v => new Slot(new NixString(v))))), 61, 5);
        Add("urls", Op.Folded(NixList.Of([new Slot(url)])), 70, 5);
        if (IsSet(args, "impure"))
        {
            Add("__impure", NixBool.True, 72, 24);
        }
        else
        {
            Add("outputHashAlgo", new Thunk(&Algorithm, args), 72, 58);
            Add("outputHash", new Thunk(&Hash, args), 72, 73);
        }

        return Op.Call(DerivationBuiltins.Derivation, attrs.ToAttrs(), s_file.At(41, 1));

        void Add(string name, Value value, int line, int column) => attrs.Add(Symbols.Intern(name), value, s_file.At(line, column));
    }

    private static Value? Given(NixAttrs args, string name) => args.Find(Symbols.Intern(name));

    private static bool IsSet(NixAttrs args, string name) => Given(args, name) is { } v && Op.IsTrue(v, 0);

    private static Value Mode(object? args, object? unused) =>
        new NixString(IsSet((NixAttrs)args!, "unpack") || IsSet((NixAttrs)args!, "executable") ? "recursive" : "flat");

    private static Value NameOf(object? url, object? unused)
    {
        try
        {
            return PathBuiltins.BaseNameOf(TextOf(Op.Force((Value)url!)), 0);
        }
        catch (EvalException e) when (AddNameFrames(e))
        {
            throw;
        }
    }

    private static NixString TextOf(Value url)
    {
        StringContext? context = null;
        try
        {
            string text = Coercion.ToText(url, ref context, 0, CoercionMode.Strong);
            return new NixString(text, context);
        }
        catch (EvalException e) when (e.AddFrame("while evaluating the first argument passed to builtins.toString", 0))
        {
            throw;
        }
    }

    private static bool AddNameFrames(EvalException e)
    {
        e.AddFrame("while calling the 'toString' builtin", s_file.At(37, 22));
        return e.AddFrame("while calling the 'baseNameOf' builtin", s_file.At(37, 10));
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
