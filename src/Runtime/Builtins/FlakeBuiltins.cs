using Tvix.Aot.Runtime.Fetching;
using Tvix.Aot.Runtime.Flakes;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Flakes and references to them.</summary>
public static class FlakeBuiltins
{
    public static Value GetFlake(Value reference, int pos)
    {
        string text = Op.ForceStringNoContext(reference, pos);
        Require(pos);
        return FlakeOutputs.Get(text, pos);
    }

    /// <summary>The flake that a user names: also by a relative path, and as part of a git repository.</summary>
    /// <exception cref="EvalException">As for <see cref="GetFlake"/>.</exception>
    public static Value GetTyped(string reference)
    {
        Require(0);
        return FlakeOutputs.Get(FlakeArgument.Resolve(reference), 0);
    }

    public static Value ParseFlakeRef(Value reference, int pos)
    {
        Op.ForceStringNoContext(reference, pos);
        Require(pos);
        return FlakeReference.Parse(Op.ForceStringNoContext(reference, pos), pos).ToValue();
    }

    public static Value FlakeRefToString(Value reference, int pos)
    {
        Op.ForceAttrs(reference, pos);
        Require(pos);
        static string WrongType(string name, Value value) => $"flake reference attribute sets may only contain integers, Booleans, and strings, but attribute '{name}' is {TypeNames.WithArticle(value)}";
        InputAttributes input = InputAttributes.From(Op.ForceAttrs(reference, pos), WrongType, name => $"flake ref attr {name}", pos, takesPaths: false);
        return new NixString(FlakeReference.Show(input, pos));
    }

    private static void Require(int pos) => EvalHost.Current.Features.Require("flakes", pos);
}
