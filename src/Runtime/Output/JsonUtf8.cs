using System.Text;

namespace Tvix.Aot.Runtime;

/// <summary>JSON strings must be UTF-8.</summary>
internal static class JsonUtf8
{
    /// <summary>The index of the first byte that makes a part of a text no UTF-8; -1 for none.</summary>
    public static int FirstInvalid(string bytes, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (bytes[i] < 0x80)
            {
                continue;
            }

            int length = SequenceLength(bytes[i]);
            if (length == 0)
            {
                return i;
            }

            for (int k = 1; k < length; k++)
            {
                if (i + k >= end || !IsContinuation(bytes, i, k))
                {
                    return i + k;
                }
            }

            i += length - 1;
        }

        return -1;
    }

    /// <exception cref="EvalException">The text is not UTF-8.</exception>
    public static void Check(string bytes, int pos)
    {
        if (Ascii.IsValid(bytes))
        {
            return;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80)
            {
                continue;
            }

            int length = SequenceLength(bytes[i]);
            for (int k = 1; k < length; k++)
            {
                if (i + k >= bytes.Length)
                {
                    throw Incomplete(bytes, pos);
                }

                if (!IsContinuation(bytes, i, k))
                {
                    throw Invalid(bytes, i + k, pos);
                }
            }

            if (length == 0)
            {
                throw Invalid(bytes, i, pos);
            }

            i += length - 1;
        }
    }

    private static int SequenceLength(char lead) => lead switch
    {
        >= (char)0xC2 and <= (char)0xDF => 2,
        >= (char)0xE0 and <= (char)0xEF => 3,
        >= (char)0xF0 and <= (char)0xF4 => 4,
        _ => 0,
    };

    private static bool IsContinuation(string bytes, int start, int k)
    {
        char c = bytes[start + k], lead = bytes[start];
        (int low, int high) = k > 1 ? (0x80, 0xBF) : (int)lead switch
        {
            0xE0 => (0xA0, 0xBF),
            0xED => (0x80, 0x9F),
            0xF0 => (0x90, 0xBF),
            0xF4 => (0x80, 0x8F),
            _ => (0x80, 0xBF),
        };
        return c >= low && c <= high;
    }

    private static EvalException Incomplete(string bytes, int pos) => EvalErrors.Evaluation(
        $"JSON serialization error: [json.exception.type_error.316] incomplete UTF-8 string; last byte: 0x{(int)bytes[^1]:X2}", pos);

    private static EvalException Invalid(string bytes, int at, int pos) => EvalErrors.Evaluation(
        $"JSON serialization error: [json.exception.type_error.316] invalid UTF-8 byte at index {at}: 0x{(int)bytes[at]:X2}", pos);
}
