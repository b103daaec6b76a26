using System;
using System.Globalization;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>How far a coercion goes: numbers and lists too (toString), and whether paths are copied to the store.</summary>
[Flags]
internal enum CoercionMode
{
    None = 0,
    Strong = 1,
    CopyToStore = 2,
    Interpolation = CopyToStore,
    PathAppend = None,
}

/// <summary>Values as strings (EvalState::coerceToString).</summary>
internal static class Coercion
{
    /// <param name="pos">The place of errors.</param>
    /// <param name="place">Where the value was asked for, as infinite recursion says it.</param>
    public static string ToText(Value v, ref StringContext? context, int pos, CoercionMode mode, int place = 0)
    {
        EvalStack.EnterBuiltin(place);
        string text = TextOf(Op.Force(v, place), ref context, pos, mode, place);
        EvalStack.LeaveBuiltin();
        return text;
    }

    private static string TextOf(Value v, ref StringContext? context, int pos, CoercionMode mode, int place)
    {
        switch (v)
        {
            case NixString s:
                context = StringContext.Union(context, s.Context);
                return s.Bytes;
            case NixPath p:
                return (mode & CoercionMode.CopyToStore) != 0 ? CopyToStore(p, ref context, pos) : p.Text;
            case NixAttrs set:
                return SetToText(set, ref context, pos, mode, place);
        }

        return (mode & CoercionMode.Strong) != 0 ? StrongToText(v, ref context, pos, mode) : throw Cannot(v, pos);
    }

    private static string CopyToStore(NixPath path, ref StringContext? context, int pos)
    {
        string storePath = Store.StorePaths.CopyPath(path.Path, pos);
        context = StringContext.Union(context, StringContext.Of(storePath));
        return storePath;
    }

    private static string SetToText(NixAttrs set, ref StringContext? context, int pos, CoercionMode mode, int place)
    {
        EvalStack.EnterOwnWalk(place);
        string text;
        if (set.Find(Symbols.ToStringSymbol) is { } toString)
        {
            text = TextOfToString(Op.Call(toString, set, place), ref context, pos, mode, place);
        }
        else if (set.Find(Symbols.OutPath) is { } outPath)
        {
            text = ToText(outPath, ref context, pos, mode, place);
        }
        else
        {
            throw Cannot(set, pos);
        }

        EvalStack.LeaveOwn();
        return text;
    }

    /// <summary>The text of what <c>__toString</c> gave.</summary>
    internal static string TextOfToString(Value result, ref StringContext? context, int pos, CoercionMode mode, int place)
    {
        try
        {
            return ToText(result, ref context, pos, mode, place);
        }
        catch (EvalException e) when (e.TakeCoercion() && e.AddFrame("while evaluating the result of the `__toString` attribute", place))
        {
            throw;
        }
    }

    private static string StrongToText(Value v, ref StringContext? context, int pos, CoercionMode mode) => v switch
    {
        NixBool b => b.Value ? "1" : "",
        NixInt i => i.Value.ToString(CultureInfo.InvariantCulture),
        NixFloat f => FloatText.Fixed(f.Value),
        NixNull => "",
        NixList list => ListToText(list, ref context, pos, mode),
        _ => throw Cannot(v, pos),
    };

    private static string ListToText(NixList list, ref StringContext? context, int pos, CoercionMode mode)
    {
        ListText text = ListText.Take();
        var contexts = new ContextUnion();
        text.Append(list, ref contexts, pos, mode);
        context = StringContext.Union(context, contexts.ToContext());
        string result = text.Text.ToString();
        text.End();
        return result;
    }

    private static EvalException Cannot(Value v, int pos) =>
        new(ErrorKind.Type, $"cannot coerce {TypeNames.WithArticle(v)} to a string: {ErrorPrinter.Print(v)}", pos) { IsCoercion = true };
}
