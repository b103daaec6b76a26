using System;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Numbers.</summary>
public static class MathBuiltins
{
    public static Value Add(Value a, Value b, int pos) => Op.AddNumbers(a, b, pos);

    public static Value Sub(Value a, Value b, int pos) => Op.Sub(a, b, pos);

    public static Value Mul(Value a, Value b, int pos) => Op.Mul(a, b, pos);

    public static Value Div(Value a, Value b, int pos) => Op.Div(a, b, pos);

    public static Value LessThan(Value a, Value b, int pos) => NixBool.Of(Op.Less(a, b, pos));

    public static Value BitAnd(Value a, Value b, int pos)
    {
        long left = Op.ForceInt(a, pos);
        return NixInt.Of(left & Op.ForceInt(b, pos));
    }

    public static Value BitOr(Value a, Value b, int pos)
    {
        long left = Op.ForceInt(a, pos);
        return NixInt.Of(left | Op.ForceInt(b, pos));
    }

    public static Value BitXor(Value a, Value b, int pos)
    {
        long left = Op.ForceInt(a, pos);
        return NixInt.Of(left ^ Op.ForceInt(b, pos));
    }

    public static Value Ceil(Value v, int pos) => Round(v, Math.Ceiling, pos);

    public static Value Floor(Value v, int pos) => Round(v, Math.Floor, pos);

    private static NixInt Round(Value v, Func<double, double> round, int pos)
    {
        v = Op.Force(v);
        double value = Op.ForceFloat(v, pos);
        double rounded = round(value);
        bool fits = rounded is >= -9223372036854775808.0 and < 9223372036854775808.0;
        if (v is NixInt exact)
        {
            return fits && (long)rounded == exact.Value ? exact : throw EvalErrors.Evaluation(
                "Due to a bug (see https://github.com/NixOS/nix/issues/12899) "
                + (fits ? "a loss of precision occurred in previous Nix versions because " : "")
                + $"the NixInt argument {exact.Value} "
                + (fits ? $"was rounded to {(long)rounded}" : "caused undefined behavior in previous Nix versions")
                + ".\n\tFuture Nix versions might implement the correct behavior.",
                pos);
        }

        return fits
            ? NixInt.Of((long)rounded)
            : throw EvalErrors.Evaluation($"NixFloat argument {FloatText.General(value)} is not in the range of NixInt", pos);
    }
}
