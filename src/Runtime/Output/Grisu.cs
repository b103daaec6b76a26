using System;
using System.Globalization;

namespace Tvix.Aot.Runtime;

/// <summary>
/// A float in decimal, with the digits that nlohmann::json gives it, whose algorithm is Grisu2 (Florian Loitsch, Printing Floating-Point
/// Numbers Quickly and Accurately with Integers, 2010, figure 7): they read back as the same number, and are the fewest that do in all
/// but one number of three hundred (5e22 is 4.9999999999999996e+22).
/// </summary>
internal static class Grisu
{
    private const int FirstPower = -300, PowerStep = 8, LargestBinaryExponent = -60;

    // A number without sign: F * 2^E.
    private readonly record struct Parts(ulong F, int E)
    {
        public Parts Normalized()
        {
            int shift = System.Numerics.BitOperations.LeadingZeroCount(F);
            return new(F << shift, E - shift);
        }

        // The upper half of the product, rounded.
        public static Parts operator *(Parts x, Parts y)
        {
            ulong high = Math.BigMul(x.F, y.F, out ulong low);
            return new(high + (low >> 63), x.E + y.E + 64);
        }
    }

    /// <summary>Writes a positive number's digits into <paramref name="digits"/> (17 at the most); answers how many they are, and the power of ten of the last one.</summary>
    internal static (int Count, int Exponent) Digits(double value, Span<char> digits)
    {
        (Parts lower, Parts exact, Parts upper) = Boundaries(value);
        int needed = LargestBinaryExponent - upper.E - 1;
        int k = (needed * 78913 / (1 << 18)) + (needed > 0 ? 1 : 0);
        int index = (-FirstPower + k + PowerStep - 1) / PowerStep;
        int power = FirstPower + (index * PowerStep);
        Parts scale = new(s_powers[index], (power * 217706 >> 16) - 63);
        Parts w = exact * scale, low = lower * scale, high = upper * scale;
        return Generate(digits, -power, low with { F = low.F + 1 }, w, high with { F = high.F - 1 });
    }

    // The number, and the middles between it and its neighbours.
    private static (Parts Lower, Parts Exact, Parts Upper) Boundaries(double value)
    {
        const int Bias = 1075;
        ulong bits = BitConverter.DoubleToUInt64Bits(value), fraction = bits & ((1UL << 52) - 1);
        int exponent = (int)(bits >> 52);
        Parts v = exponent == 0 ? new(fraction, 1 - Bias) : new(fraction | (1UL << 52), exponent - Bias);
        Parts upper = new Parts((2 * v.F) + 1, v.E - 1).Normalized();
        Parts lower = fraction == 0 && exponent > 1 ? new((4 * v.F) - 1, v.E - 2) : new((2 * v.F) - 1, v.E - 1);
        return (new(lower.F << (lower.E - upper.E), upper.E), v.Normalized(), upper);
    }

    private static (int Count, int Exponent) Generate(Span<char> digits, int exponent, Parts low, Parts w, Parts high)
    {
        ulong delta = high.F - low.F, distance = high.F - w.F;
        int shift = -high.E;
        ulong one = 1UL << shift;
        uint whole = (uint)(high.F >> shift);
        ulong part = high.F & (one - 1);
        int count = 0, left = 1;
        uint power = 1;
        for (; whole / power >= 10; left++)
        {
            power *= 10;
        }

        for (; left > 0; power /= 10)
        {
            digits[count++] = (char)('0' + (whole / power));
            whole %= power;
            left--;
            ulong rest = ((ulong)whole << shift) + part;
            if (rest <= delta)
            {
                Round(ref digits[count - 1], distance, delta, rest, (ulong)power << shift);
                return (count, exponent + left);
            }
        }

        do
        {
            part *= 10;
            digits[count++] = (char)('0' + (part >> shift));
            part &= one - 1;
            delta *= 10;
            distance *= 10;
            exponent--;
        }
        while (part > delta);
        Round(ref digits[count - 1], distance, delta, part, one);
        return (count, exponent);
    }

    // Makes the last digit smaller as long as that comes closer to the number.
    private static void Round(ref char last, ulong distance, ulong delta, ulong rest, ulong unit)
    {
        while (rest < distance && delta - rest >= unit && (rest + unit < distance || distance - rest > rest + unit - distance))
        {
            last--;
            rest += unit;
        }
    }

    /// <summary>As nlohmann::json writes it: a point from 1e-4 to 1e15, else an exponent of two digits or more; null where there is no number.</summary>
    internal static string ToJson(double value)
    {
        if (!double.IsFinite(value))
        {
            return "null";
        }

        string sign = double.IsNegative(value) ? "-" : "";
        if (value == 0)
        {
            return sign + "0.0";
        }

        Span<char> buffer = stackalloc char[20];
        (int count, int exponent) = Digits(Math.Abs(value), buffer);
        ReadOnlySpan<char> digits = buffer[..count];
        int point = count + exponent;
        if (point is > 0 and <= 15)
        {
            return count <= point ? $"{sign}{digits}{new string('0', point - count)}.0" : $"{sign}{digits[..point]}.{digits[point..]}";
        }

        if (point is > -4 and <= 0)
        {
            return $"{sign}0.{new string('0', -point)}{digits}";
        }

        string power = Math.Abs(point - 1).ToString("00", CultureInfo.InvariantCulture);
        return $"{sign}{digits[..1]}{(count > 1 ? "." : "")}{digits[1..]}e{(point < 1 ? '-' : '+')}{power}";
    }

    // 10^-300, 10^-292 ... 10^324, the upper 64 bits, rounded.
    private static readonly ulong[] s_powers =
    [
        0xAB70FE17C79AC6CA, 0xFF77B1FCBEBCDC4F, 0xBE5691EF416BD60C, 0x8DD01FAD907FFC3C, 0xD3515C2831559A83,
        0x9D71AC8FADA6C9B5, 0xEA9C227723EE8BCB, 0xAECC49914078536D, 0x823C12795DB6CE57, 0xC21094364DFB5637,
        0x9096EA6F3848984F, 0xD77485CB25823AC7, 0xA086CFCD97BF97F4, 0xEF340A98172AACE5, 0xB23867FB2A35B28E,
        0x84C8D4DFD2C63F3B, 0xC5DD44271AD3CDBA, 0x936B9FCEBB25C996, 0xDBAC6C247D62A584, 0xA3AB66580D5FDAF6,
        0xF3E2F893DEC3F126, 0xB5B5ADA8AAFF80B8, 0x87625F056C7C4A8B, 0xC9BCFF6034C13053, 0x964E858C91BA2655,
        0xDFF9772470297EBD, 0xA6DFBD9FB8E5B88F, 0xF8A95FCF88747D94, 0xB94470938FA89BCF, 0x8A08F0F8BF0F156B,
        0xCDB02555653131B6, 0x993FE2C6D07B7FAC, 0xE45C10C42A2B3B06, 0xAA242499697392D3, 0xFD87B5F28300CA0E,
        0xBCE5086492111AEB, 0x8CBCCC096F5088CC, 0xD1B71758E219652C, 0x9C40000000000000, 0xE8D4A51000000000,
        0xAD78EBC5AC620000, 0x813F3978F8940984, 0xC097CE7BC90715B3, 0x8F7E32CE7BEA5C70, 0xD5D238A4ABE98068,
        0x9F4F2726179A2245, 0xED63A231D4C4FB27, 0xB0DE65388CC8ADA8, 0x83C7088E1AAB65DB, 0xC45D1DF942711D9A,
        0x924D692CA61BE758, 0xDA01EE641A708DEA, 0xA26DA3999AEF774A, 0xF209787BB47D6B85, 0xB454E4A179DD1877,
        0x865B86925B9BC5C2, 0xC83553C5C8965D3D, 0x952AB45CFA97A0B3, 0xDE469FBD99A05FE3, 0xA59BC234DB398C25,
        0xF6C69A72A3989F5C, 0xB7DCBF5354E9BECE, 0x88FCF317F22241E2, 0xCC20CE9BD35C78A5, 0x98165AF37B2153DF,
        0xE2A0B5DC971F303A, 0xA8D9D1535CE3B396, 0xFB9B7CD9A4A7443C, 0xBB764C4CA7A44410, 0x8BAB8EEFB6409C1A,
        0xD01FEF10A657842C, 0x9B10A4E5E9913129, 0xE7109BFBA19C0C9D, 0xAC2820D9623BF429, 0x80444B5E7AA7CF85,
        0xBF21E44003ACDD2D, 0x8E679C2F5E44FF8F, 0xD433179D9C8CB841, 0x9E19DB92B4E31BA9,
    ];
}
