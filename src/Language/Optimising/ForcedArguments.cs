using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Language.Optimising;

/// <summary>Which arguments of a builtin may be evaluated before it is called.</summary>
internal static class ForcedArguments
{
    /// <summary>
    /// The builtin forces this argument before anything else can fail, and evaluation from left to right agrees with its
    /// own order: arguments that it forces earlier stand further left, or are nothing to evaluate.
    /// </summary>
    public static bool MayEvaluate(BuiltinEntry entry, CoreNode[] arguments, int index)
    {
        char order = entry.Order[index];
        if (order == '0' || (order > '1' && !ForcesAllFirst(entry)))
        {
            return false;
        }

        bool laterWorks = false;
        for (int j = 0; j < arguments.Length; j++)
        {
            char other = entry.Order[j];
            bool works = !IsAtom(arguments[j]) && arguments[j] is not Lambda;
            if (j > index && other != '0' && other < order && !(arguments[j] is Constant))
            {
                return false;
            }

            laterWorks |= j > index && other > order && works;
        }

        return !IsAtom(arguments[index]) || (laterWorks && arguments[index] is VariableReference);
    }

    /// <summary>
    /// The argument that the builtin forces second, if there is something to evaluate and the first is of the right type for sure, or
    /// can be checked before (<see cref="NeedsCheck"/>); else -1.
    /// </summary>
    public static int SecondOf(BuiltinEntry entry, CoreNode[] arguments)
    {
        int first = entry.Order.IndexOf('1'), second = entry.Order.IndexOf('2');
        return second >= 0 && !IsAtom(arguments[second]) && arguments[second] is not Lambda
            && (IsOfItsType(entry, arguments[first]) || (entry.FirstCheck != null && first < second)) ? second : -1;
    }

    /// <summary>Whether <see cref="BuiltinEntry.FirstCheck"/> must look at this first argument.</summary>
    public static bool NeedsCheck(BuiltinEntry entry, CoreNode first) => !ForcesAllFirst(entry) && !IsOfItsType(entry, first);

    private static bool IsOfItsType(BuiltinEntry entry, CoreNode first) => first switch
    {
        Lambda => entry.FirstCheck == "ForceFunction",
        ListLiteral => entry.FirstCheck == "ForceList",
        Constant { Kind: ConstantKind.Int } => entry.Name == "elemAt",
        Constant { Kind: ConstantKind.String } => entry.Name is "catAttrs" or "compareVersions" or "concatStringsSep" or "getAttr" or "hasAttr" or "unsafeGetAttrPos",
        _ => false,
    };

    /// <summary>Both arguments are forced before either is looked at; elsewhere the first must be of its type before the second is forced.</summary>
    private static bool ForcesAllFirst(BuiltinEntry entry) => entry.Name is "add" or "sub" or "mul" or "div" or "lessThan";

    /// <summary>Evaluating it does nothing that could fail or take time, a variable's thunk aside.</summary>
    public static bool IsAtom(CoreNode node) => node is Constant or VariableReference or BuiltinReference;

    /// <summary>What makes a value and evaluates nothing for it.</summary>
    public static bool IsMade(CoreNode node) => node is SetLiteral { Dynamic.Count: 0 } or ListLiteral or Lambda;
}
