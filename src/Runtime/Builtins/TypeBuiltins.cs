namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Type predicates, typeOf, functionArgs.</summary>
public static class TypeBuiltins
{
    public static Value IsAttrs(Value v, int pos) => NixBool.Of(Op.Force(v) is NixAttrs);

    public static Value IsBool(Value v, int pos) => NixBool.Of(Op.Force(v) is NixBool);

    public static Value IsFloat(Value v, int pos) => NixBool.Of(Op.Force(v) is NixFloat);

    public static Value IsInt(Value v, int pos) => NixBool.Of(Op.Force(v) is NixInt);

    public static Value IsList(Value v, int pos) => NixBool.Of(Op.Force(v) is NixList);

    public static Value IsNull(Value v, int pos) => NixBool.Of(Op.Force(v) is NixNull);

    public static Value IsPath(Value v, int pos) => NixBool.Of(Op.Force(v) is NixPath);

    public static Value IsString(Value v, int pos) => NixBool.Of(Op.Force(v) is NixString);

    /// <summary>Manual, builtins.isFunction: sets with <c>__functor</c> are not functions.</summary>
    public static Value IsFunction(Value v, int pos) => NixBool.Of(Op.Force(v) is NixLambda or Builtin or PartialApplication);

    public static Value TypeOf(Value v, int pos) => new NixString(TypeNames.TypeOf(Op.Force(v)));

    /// <summary>Manual, builtins.functionArgs: the formals and whether they have a default.</summary>
    public static Value FunctionArgs(Value f, int pos)
    {
        f = Op.Force(f);
        switch (f)
        {
            case Builtin or PartialApplication { Function: Builtin }: return new NixAttrs(Shape.Empty);
            case NixLambda lambda: return ArgsOf(lambda.Info, 0);
            case PartialApplication { Function: NixLambda inner } p: return ArgsOf(inner.Info, p.Arguments.Length);
            default: throw EvalErrors.Type("'functionArgs' requires a function", pos);
        }
    }

    private static NixAttrs ArgsOf(LambdaInfo info, int given)
    {
        if (info.Formals is not { } formals || given + 1 < info.Arity)
        {
            return new NixAttrs(Shape.Empty);
        }

        // A new set each time, as in Nix, of the same keys and values.
        NixAttrs args = formals.Args ??= MakeArgs(formals);
        return args.Copy();
    }

    private static NixAttrs MakeArgs(FormalsInfo formals)
    {
        var args = new AttrsBuilder(formals.Symbols.Length);
        for (int i = 0; i < formals.Symbols.Length; i++)
        {
            args.Add(formals.Symbols[i], NixBool.Of(formals.Optional[i]), formals.Positions[i]);
        }

        return args.ToAttrs();
    }
}
