using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime;

/// <summary>What Nix says it was doing when an argument of a builtin fails (the errorCtx of primops.cc).</summary>
public static class BuiltinContexts
{
    private static readonly string[] s_ordinals = ["first", "second", "third"];

    // Arithmetic looks at its operands before it says what it wants of them: no word of errors in their evaluation.
    private static bool IsSilent(string builtin) => builtin is "add" or "sub" or "mul" or "div";

    // Those that are not "while evaluating the N argument passed to builtins.NAME"; null where Nix says nothing.
    private static readonly Dictionary<string, string?[]> s_others = new(StringComparer.Ordinal)
    {
        ["add"] = ["while evaluating the first argument of the addition", "while evaluating the second argument of the addition"],
        ["sub"] = ["while evaluating the first argument of the subtraction", "while evaluating the second argument of the subtraction"],
        ["mul"] = ["while evaluating the first argument of the multiplication", "while evaluating the second argument of the multiplication"],
        ["div"] = ["while evaluating the first operand of the division", "while evaluating the second operand of the division"],
        ["lessThan"] = [null, null],
        ["abort"] = ["while evaluating the error message passed to builtins.abort"],
        ["throw"] = ["while evaluating the error message passed to builtin.throw"],
        ["foldl'"] = ["while evaluating the first argument passed to builtins.foldlStrict", null, "while evaluating the third argument passed to builtins.foldlStrict"],
        ["getEnv"] = ["while evaluating the first argument passed to builtins.getEnv"],
        ["import"] = [null],
        ["tryEval"] = [null],
        ["typeOf"] = [null],
        ["isNull"] = [null],
        ["isAttrs"] = [null],
        ["isBool"] = [null],
        ["isFloat"] = [null],
        ["isFunction"] = [null],
        ["isInt"] = [null],
        ["isList"] = [null],
        ["isPath"] = [null],
        ["isString"] = [null],
        ["derivationStrict"] = ["while evaluating the argument passed to builtins.derivationStrict"],
        ["seq"] = [null, null],
        ["deepSeq"] = [null, null],
        ["trace"] = [null, null],
        ["traceVerbose"] = [null, null],
        ["addErrorContext"] = [null, null],
        ["break"] = [null],
        ["toJSON"] = [null],
        ["toXML"] = [null],
        ["functionArgs"] = [null],
        ["elem"] = [null, "while evaluating the second argument passed to builtins.elem"],
        ["split"] = ["while evaluating the first argument passed to builtins.split", "while evaluating the second argument passed to builtins.split"],
        ["substring"] =
        [
            "while evaluating the first argument (the start offset) passed to builtins.substring",
            "while evaluating the second argument (the substring length) passed to builtins.substring",
            "while evaluating the third argument (the string) passed to builtins.substring",
        ],
    };

    /// <summary>Adds the lines for a call of a builtin; answers false, so that it fits an exception filter.</summary>
    /// <param name="argument">The argument that was being evaluated, or is of the wrong type; -1 when the builtin was running.</param>
    public static bool AddFrames(EvalException e, string builtin, int argument, int position)
    {
        // A text that the builtin wanted is that of its first argument, but for substring.
        bool coercion = e.TakeCoercion();
        argument = argument < 0 && coercion ? builtin == "substring" ? 2 : 0 : argument;
        if (argument >= 0 && !(IsSilent(builtin) && e.Subject == null) && Of(builtin, argument) is { } context)
        {
            e.AddFrame(context, 0);
        }

        return builtin != "addErrorContext" && e.AddFrame($"while calling the '{builtin}' builtin", position);
    }

    internal static bool AddFrames(EvalException e, Builtin builtin, ReadOnlySpan<Value> arguments, int position)
    {
        int failed = arguments.Length - 1;
        while (failed >= 0 && !e.IsAbout(arguments[failed]))
        {
            failed--;
        }

        return AddFrames(e, builtin.Name, failed, position);
    }

    private static string? Of(string builtin, int argument) => s_others.TryGetValue(builtin, out string?[]? texts)
        ? argument < texts.Length ? texts[argument] : null
        : $"while evaluating the {s_ordinals[argument]} argument passed to builtins.{builtin}";
}
