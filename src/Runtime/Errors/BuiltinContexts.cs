using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime;

/// <summary>What Nix says it was doing when an argument of a builtin fails (the errorCtx of primops.cc).</summary>
public static class BuiltinContexts
{
    private static readonly string[] s_ordinals = ["first", "second", "third"];

    // One row for the builtins that say "while evaluating the N argument passed to builtins.NAME", a letter for each argument:
    // a: whatever goes wrong in its evaluation; t: only when it is of the wrong type, or has no text; -: never.
    private static readonly Dictionary<string, string> s_usual = new(StringComparer.Ordinal)
    {
        ["all"] = "at", ["any"] = "at", ["appendContext"] = "at", ["baseNameOf"] = "t", ["bitAnd"] = "aa", ["bitOr"] = "aa", ["bitXor"] = "aa",
        ["catAttrs"] = "at", ["ceil"] = "a", ["compareVersions"] = "aa", ["concatLists"] = "t", ["concatMap"] = "at", ["convertHash"] = "t",
        ["elem"] = "-t", ["filter"] = "at", ["findFile"] = "ta", ["floor"] = "a", ["fromJSON"] = "a",
        ["genList"] = "aa", ["genericClosure"] = "t", ["getAttr"] = "at", ["getEnv"] = "a", ["groupBy"] = "at", ["hasAttr"] = "at",
        ["hashString"] = "aa", ["intersectAttrs"] = "tt", ["length"] = "t", ["map"] = "at", ["mapAttrs"] = "-t", ["match"] = "aa",
        ["parseDrvName"] = "a", ["partition"] = "at", ["placeholder"] = "a", ["removeAttrs"] = "tt", ["replaceStrings"] = "tta",
        ["sort"] = "at", ["split"] = "aa", ["splitVersion"] = "a", ["toFile"] = "aa", ["toPath"] = "a",
        ["toString"] = "t", ["unsafeGetAttrPos"] = "at", ["zipAttrsWith"] = "at",
    };

    private const string RealisingPath = "while realising the context of a path";

    // Those with words of their own; '?' in front: only when the argument is of the wrong type, or has no text.
    private static readonly Dictionary<string, string?[]> s_others = new(StringComparer.Ordinal)
    {
        ["abort"] = ["?while evaluating the error message passed to builtins.abort"],
        ["add"] = ["?while evaluating the first argument of the addition", "?while evaluating the second argument of the addition"],
        ["addDrvOutputDependencies"] = ["?while evaluating the argument passed to builtins.addDrvOutputDependencies"],
        ["attrNames"] = ["?while evaluating the argument passed to builtins.attrNames"],
        ["attrValues"] = ["?while evaluating the argument passed to builtins.attrValues"],
        ["concatStringsSep"] =
        [
            "while evaluating the first argument (the separator string) passed to builtins.concatStringsSep",
            "?while evaluating the second argument (the list of strings to concat) passed to builtins.concatStringsSep",
        ],
        ["derivationStrict"] = ["?while evaluating the argument passed to builtins.derivationStrict"],
        ["dirOf"] = ["?while evaluating the first argument passed to 'builtins.dirOf'"],
        ["div"] = ["?while evaluating the first operand of the division", "?while evaluating the second operand of the division"],
        ["elemAt"] =
        [
            "?while evaluating the first argument passed to 'builtins.elemAt'", "while evaluating the second argument passed to 'builtins.elemAt'",
        ],
        ["fetchClosure"] = ["?while evaluating the argument passed to builtins.fetchClosure"],
        ["filterSource"] =
        [
            "while evaluating the first argument passed to builtins.filterSource",
            "while evaluating the second argument (the path to filter) passed to 'builtins.filterSource'",
        ],
        ["foldl'"] =
        [
            "while evaluating the first argument passed to builtins.foldlStrict", null,
            "?while evaluating the third argument passed to builtins.foldlStrict",
        ],
        ["flakeRefToString"] = ["?while evaluating the argument passed to builtins.flakeRefToString"],
        ["fromTOML"] = ["while evaluating the argument passed to builtins.fromTOML"],
        ["getFlake"] = ["while evaluating the argument passed to builtins.getFlake"],
        ["getContext"] = ["while evaluating the argument passed to builtins.getContext"],
        ["hasContext"] = ["while evaluating the argument passed to builtins.hasContext"],
        ["head"] = ["?while evaluating the first argument passed to 'builtins.head'"],
        ["hashFile"] = ["while evaluating the first argument passed to builtins.hashFile", RealisingPath],
        ["import"] = [RealisingPath],
        ["listToAttrs"] = ["?while evaluating the argument passed to builtins.listToAttrs"],
        ["mul"] = ["?while evaluating the first argument of the multiplication", "?while evaluating the second argument of the multiplication"],
        ["outputOf"] = ["while evaluating the first argument to builtins.outputOf", "while evaluating the second argument to builtins.outputOf"],
        ["parseFlakeRef"] = ["while evaluating the argument passed to builtins.parseFlakeRef"],
        ["pathExists"] = ["?" + RealisingPath],
        ["path"] = ["?while evaluating the argument passed to 'builtins.path'"],
        ["readDir"] = [RealisingPath],
        ["readFile"] = [RealisingPath],
        ["readFileType"] = [RealisingPath],
        ["storePath"] = ["while evaluating the first argument passed to 'builtins.storePath'"],
        ["scopedImport"] = ["?while evaluating the first argument passed to builtins.scopedImport", RealisingPath],
        ["stringLength"] = ["?while evaluating the argument passed to builtins.stringLength"],
        ["sub"] = ["?while evaluating the first argument of the subtraction", "?while evaluating the second argument of the subtraction"],
        ["substring"] =
        [
            "while evaluating the first argument (the start offset) passed to builtins.substring",
            "while evaluating the second argument (the substring length) passed to builtins.substring",
            "?while evaluating the third argument (the string) passed to builtins.substring",
        ],
        ["tail"] = ["?while evaluating the first argument passed to 'builtins.tail'"],
        ["throw"] = ["?while evaluating the error message passed to builtin.throw"],
        ["unsafeDiscardOutputDependency"] = ["?while evaluating the argument passed to builtins.unsafeDiscardOutputDependency"],
        ["unsafeDiscardStringContext"] = ["?while evaluating the argument passed to builtins.unsafeDiscardStringContext"],
        ["warn"] = ["while evaluating the first argument; the message passed to builtins.warn"],
    };

    /// <summary>Adds the lines for a call of a builtin; answers false, so that it fits an exception filter.</summary>
    /// <param name="argument">The argument that was being evaluated; -1 when the builtin was running.</param>
    public static bool AddFrames(EvalException e, string builtin, int argument, int position, params ReadOnlySpan<Value?> arguments)
    {
        int about = BuiltinOrder.First(builtin, e.Message, arguments, (value, i) => e.IsAbout(value) && !IsNeverForced(builtin, i));

        if (e.TakeCoercion() && about < 0)
        {
            // A text that the builtin wanted is that of its only argument with a text.
            about = builtin switch { "substring" => 2, "filterSource" or "hashFile" or "scopedImport" => 1, "concatStringsSep" or "derivationStrict" => -1, _ => 0 };
        }

        // Evaluated by the builtin itself, and that is what failed.
        argument = argument < 0 ? BuiltinOrder.First(builtin, e.Message, arguments, (value, _) => value is Thunk thunk && HasFailed(thunk, e)) : argument;
        bool isType = about >= 0 && argument < 0;
        if (Of(builtin, isType ? about : argument, isType) is { } context)
        {
            e.AddFrame(builtin == "mul" && isType && about == 0 && IsFloat(arguments[1]) ? FirstOfFloats : context, 0);
        }

        // break gives its argument back as it is.
        return builtin is not ("addErrorContext" or "break") && e.AddFrame($"while calling the '{builtin}' builtin", position);
    }

    // A thunk that ran out of stack is as it was before.
    private static bool HasFailed(Thunk thunk, EvalException e) => e.ErrorKind == ErrorKind.StackOverflow ? !thunk.IsDone : thunk.FailedWith(e);

    /// <summary>Nix leaves a word out when it multiplies floats (prim_mul).</summary>
    public const string FirstOfFloats = "while evaluating the first of the multiplication";

    private static bool IsFloat(Value? value) => value is NixFloat or Thunk { IsDone: true, Result: NixFloat };

    private static bool IsNeverForced(string builtin, int argument) =>
        s_usual.TryGetValue(builtin, out string? letters) && argument < letters.Length && letters[argument] == '-';

    private static string? Of(string builtin, int argument, bool isType)
    {
        if (argument < 0)
        {
            return null;
        }

        if (s_others.TryGetValue(builtin, out string?[]? texts))
        {
            string? text = argument < texts.Length ? texts[argument] : null;
            return text is null || (text[0] == '?' && !isType) ? null : text.TrimStart('?');
        }

        if (!s_usual.TryGetValue(builtin, out string? letters) || argument >= letters.Length || letters[argument] == '-' || (letters[argument] == 't' && !isType))
        {
            return null;
        }

        return $"while evaluating the {s_ordinals[argument]} argument passed to builtins.{builtin}";
    }
}
