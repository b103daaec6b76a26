namespace Tvix.Aot.Runtime;

/// <summary>
/// Values that builtins need of a certain type, with the line of the trace that Nix has for them. As in Nix, a failing evaluation
/// gets the line where a Boolean, string or function is wanted; where a list or set is, only a wrong type does.
/// </summary>
internal static class Expect
{
    public static bool Bool(Value v, string context, int contextPosition = 0, int position = 0)
    {
        try
        {
            return Op.IsTrue(Op.Force(v, contextPosition), position);
        }
        catch (EvalException e) when (e.AddFrame(context, contextPosition))
        {
            throw;
        }
    }

    public static NixString String(Value v, string context, int position = 0)
    {
        try
        {
            return Op.ForceString(Op.Force(v, position), position);
        }
        catch (EvalException e) when (e.AddFrame(context, position))
        {
            throw;
        }
    }

    public static string StringNoContext(Value v, string context, int position = 0)
    {
        try
        {
            return Op.ForceStringNoContext(Op.Force(v, position), position);
        }
        catch (EvalException e) when (e.AddFrame(context, position))
        {
            throw;
        }
    }

    public static Value Function(Value v, string context, int position = 0)
    {
        try
        {
            return Op.ForceFunction(Op.Force(v, position), position);
        }
        catch (EvalException e) when (e.AddFrame(context, position))
        {
            throw;
        }
    }

    public static NixList List(Value v, string context, int contextPosition = 0)
    {
        v = Op.Force(v, contextPosition);
        return v as NixList ?? throw WithContext(EvalErrors.Expected("a list", v, 0), context, contextPosition);
    }

    public static NixAttrs Attrs(Value v, string context, int contextPosition = 0)
    {
        v = Op.Force(v, contextPosition);
        return v as NixAttrs ?? throw WithContext(EvalErrors.Expected("a set", v, 0), context, contextPosition);
    }

    /// <summary>An attribute that must be there (getAttr in primops.cc).</summary>
    public static Value Attribute(NixAttrs set, int name, string context) => set.Find(name)
        ?? throw WithContext(new EvalException(ErrorKind.MissingAttribute, $"attribute '{ErrorTexts.AttributeName(name)}' missing"), context, 0);

    public static string Text(Value v, ref StringContext? strings, CoercionMode mode, string context, int contextPosition = 0, int position = 0)
    {
        try
        {
            return Coercion.ToText(v, ref strings, position, mode);
        }
        catch (EvalException e) when (e.TakeCoercion() && e.AddFrame(context, contextPosition))
        {
            throw;
        }
    }

    /// <summary>What an entry of a search path refers to must be there (prim_findFile).</summary>
    public static void Valid(StringContext? context, string path)
    {
        foreach (ContextElement element in StringContext.ElementsOf(context))
        {
            if (element.Output == null && !Host.EvalHost.Current.IsValid(element.Path))
            {
                throw EvalErrors.Evaluation($"cannot find '{path}', since path '{element.BaseName}' is not valid");
            }
        }
    }

    private static EvalException WithContext(EvalException e, string context, int position)
    {
        e.AddFrame(context, position);
        return e;
    }
}
