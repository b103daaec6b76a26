using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>Errors that several parts of the runtime throw, in Nix's words.</summary>
internal static class EvalErrors
{
    public static EvalException InfiniteRecursion() => new(ErrorKind.InfiniteRecursion, "infinite recursion encountered");

    public static EvalException TooDeep() => new(ErrorKind.StackOverflow, "stack overflow; max-call-depth exceeded");

    public static EvalException Type(string message, int position) => new(ErrorKind.Type, message, position);

    public static EvalException Evaluation(string message, int position = 0) => new(ErrorKind.Evaluation, message, position);

    /// <summary><c>expected a list but found an integer: 1</c>.</summary>
    public static EvalException Expected(string what, Value found, int position) =>
        Type($"expected {what} but found {TypeNames.WithArticle(found)}: {ErrorPrinter.Print(found)}", position);

    public static EvalException MissingAttribute(NixAttrs set, string name, int position)
    {
        var shown = new System.Text.StringBuilder();
        StringLiteral.AppendAttrName(shown, name);
        return new EvalException(ErrorKind.MissingAttribute, $"attribute '{shown}' missing", position, AttributeSuggestions.Near(set, name));
    }

    public static EvalException Unsupported(string what, int position) => new(
        ErrorKind.Unsupported, $"{what} is not supported yet", position);
}

/// <summary>Errors of function calls.</summary>
internal static class CallErrors
{
    public static EvalException MissingArgument(LambdaInfo lambda, int symbol) => new(
        ErrorKind.Type, $"function '{NameOf(lambda)}' called without required argument '{Symbols.Name(symbol)}'", lambda.Position);

    public static EvalException UnexpectedArgument(LambdaInfo lambda, FormalsInfo formals, int symbol)
    {
        string name = Symbols.Name(symbol);
        var names = new string[formals.Symbols.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Symbols.Name(formals.Symbols[i]);
        }

        return new EvalException(
            ErrorKind.Type, $"function '{NameOf(lambda)}' called with unexpected argument '{name}'", lambda.Position, NameSuggestions.Near(names, name));
    }

    public static EvalException NotAFunction(Value value, int position) => EvalErrors.Type(
        $"attempt to call something which is not a function but {TypeNames.WithArticle(value)}: {ErrorPrinter.Print(value)}", position);

    private static string NameOf(LambdaInfo lambda) => lambda.Name ?? "anonymous lambda";
}
