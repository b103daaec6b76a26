using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime;

/// <summary>Which argument a builtin was at, where it was given the same value for two of them.</summary>
internal static class BuiltinOrder
{
    // The arguments in the order in which the builtin forces them, each with the type that it wants: function, list, string, integer,
    // number (a float, in Nix's words), set.
    private static readonly Dictionary<string, string> s_orders = new(StringComparer.Ordinal)
    {
        ["all"] = "0f1l", ["any"] = "0f1l", ["appendContext"] = "0s1a", ["catAttrs"] = "0s1l", ["concatMap"] = "0f1l",
        ["concatStringsSep"] = "0s1l", ["div"] = "1n0n", ["elemAt"] = "1i0l", ["filter"] = "1l0f", ["filterSource"] = "1s0f",
        ["findFile"] = "0l1s", ["foldl'"] = "0f2l", ["genList"] = "1i0f", ["getAttr"] = "0s1a", ["groupBy"] = "0f1l",
        ["hasAttr"] = "0s1a", ["map"] = "1l0f", ["partition"] = "0f1l", ["removeAttrs"] = "0a1l", ["replaceStrings"] = "0l1l2s",
        ["sort"] = "1l0f", ["unsafeGetAttrPos"] = "0s1a", ["zipAttrsWith"] = "0f1l",
    };

    /// <summary>The first of the arguments, in that order, of which <paramref name="isIt"/> holds and that had to be what the error misses; else
    /// the first of which it holds; -1 without any.</summary>
    internal static int First(string builtin, string message, ReadOnlySpan<Value?> arguments, Func<Value?, int, bool> isIt)
    {
        int found = -1, several = 0;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (isIt(arguments[i], i))
            {
                found = several++ == 0 ? i : found;
            }
        }

        if (several < 2 || !s_orders.TryGetValue(builtin, out string? order))
        {
            return found;
        }

        for (int i = 0; i < order.Length; i += 2)
        {
            int argument = order[i] - '0';
            if (argument < arguments.Length && isIt(arguments[argument], argument) && CouldMiss(message, order[i + 1]))
            {
                return argument;
            }
        }

        return found;
    }

    private static bool CouldMiss(string message, char wanted) =>
        !message.StartsWith("expected a", StringComparison.Ordinal) || message.StartsWith(wanted switch
        {
            'f' => "expected a function",
            'l' => "expected a list",
            's' => "expected a string",
            'i' => "expected an integer",
            'n' => "expected a float",
            _ => "expected a set",
        }, StringComparison.Ordinal);
}
