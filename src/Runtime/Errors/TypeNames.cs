namespace Tvix.Aot.Runtime;

/// <summary>What Nix calls the types of values.</summary>
public static class TypeNames
{
    /// <summary>builtins.typeOf.</summary>
    public static string TypeOf(Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Bool => "bool",
        ValueKind.Int => "int",
        ValueKind.Float => "float",
        ValueKind.String => "string",
        ValueKind.Path => "path",
        ValueKind.List => "list",
        ValueKind.Attrs => "set",
        _ => "lambda",
    };

    /// <summary>As messages name it: "a set", "an integer" (showType).</summary>
    public static string WithArticle(Value value) => value switch
    {
        NixNull => "null",
        NixBool => "a Boolean",
        NixInt => "an integer",
        NixFloat => "a float",
        NixString { Context: not null } => "a string with context",
        NixString => "a string",
        NixPath => "a path",
        NixList => "a list",
        NixAttrs => "a set",
        NixLambda => "a function",
        Builtin b => $"the built-in function '{b.Name}'",
        PartialApplication { Function: Builtin b } => $"the partially applied built-in function '{b.Name}'",
        PartialApplication => "a function",
        _ => "a thunk",
    };
}
