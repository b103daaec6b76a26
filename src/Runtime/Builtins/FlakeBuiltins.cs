using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Flakes and references to them.</summary>
public static class FlakeBuiltins
{
    public static Value GetFlake(Value reference, int pos)
    {
        Op.ForceStringNoContext(reference, pos);
        Require(pos);
        throw EvalErrors.Unsupported("builtins.getFlake", pos);
    }

    public static Value ParseFlakeRef(Value reference, int pos)
    {
        Op.ForceStringNoContext(reference, pos);
        Require(pos);
        throw EvalErrors.Unsupported("builtins.parseFlakeRef", pos);
    }

    public static Value FlakeRefToString(Value reference, int pos)
    {
        Op.ForceAttrs(reference, pos);
        Require(pos);
        throw EvalErrors.Unsupported("builtins.flakeRefToString", pos);
    }

    private static void Require(int pos) => EvalHost.Current.Features.Require("flakes", pos);
}
