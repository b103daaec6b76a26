using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>Errors that several parts of the runtime throw, in Nix's words.</summary>
internal static class EvalErrors
{
    public static EvalException InfiniteRecursion(int position = 0) => new(ErrorKind.InfiniteRecursion, "infinite recursion encountered", position);

    public static EvalException TooDeep() => new(ErrorKind.StackOverflow, "stack overflow; max-call-depth exceeded");

    public static EvalException Interrupted() => new(ErrorKind.Interrupted, "interrupted by the user");

    public static EvalException Type(string message, int position) => new(ErrorKind.Type, message, position);

    /// <summary>A URL or attributes of one that have not the form of their kind.</summary>
    public static EvalException BadUrl(string message, int position) => new(ErrorKind.Evaluation, message, position) { IsBadUrl = true };

    public static EvalException Evaluation(string message, int position = 0) => new(ErrorKind.Evaluation, message, position);

    /// <summary><c>expected a list but found an integer: 1</c>.</summary>
    public static EvalException Expected(string what, Value found, int position) =>
        new(ErrorKind.Type, $"expected {what} but found {TypeNames.WithArticle(found)}: {ErrorPrinter.Print(found)}", position) { Subject = found };

    public static EvalException MissingAttribute(NixAttrs set, string name, int position)
    {
        var shown = new System.Text.StringBuilder();
        StringLiteral.AppendAttrName(shown, name);
        return new EvalException(ErrorKind.MissingAttribute, $"attribute '{shown}' missing", position, AttributeSuggestions.Near(set, name));
    }

    public static EvalException Unsupported(string what, int position) => new(
        ErrorKind.Unsupported, $"{what} is not supported yet", position);
}

/// <summary>Errors that engines throw themselves, and texts for their traces.</summary>
public static class ErrorTexts
{
    public static EvalException MissingAttribute(NixAttrs set, int symbol, int position) =>
        EvalErrors.MissingAttribute(set, Symbols.Name(symbol), position);

    /// <summary>A name as it is written in an attribute path: in quotes where it must be.</summary>
    public static string AttributeName(int symbol) => StringLiteral.AttrName(Symbols.Name(symbol));
}

/// <summary>Errors of function calls.</summary>
internal static class CallErrors
{
    public static EvalException MissingArgument(LambdaInfo lambda, int symbol) => new(
        ErrorKind.Type, $"function '{NameOf(lambda)}' called without required argument '{ErrorTexts.AttributeName(symbol)}'", PlaceOf(lambda)) { IsOfArguments = true, AreNamesWrong = true };

    public static EvalException UnexpectedArgument(LambdaInfo lambda, FormalsInfo formals, int symbol)
    {
        string name = Symbols.Name(symbol);
        var names = new string[formals.Symbols.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Symbols.Name(formals.Symbols[i]);
        }

        return new EvalException(
            ErrorKind.Type, $"function '{NameOf(lambda)}' called with unexpected argument '{ErrorTexts.AttributeName(symbol)}'", PlaceOf(lambda), NameSuggestions.Near(names, name)) { IsOfArguments = true, AreNamesWrong = true };
    }

    public static EvalException NotASet(LambdaInfo lambda, Value found)
    {
        var error = new EvalException(
            ErrorKind.Type, $"expected a set but found {TypeNames.WithArticle(found)}: {ErrorPrinter.Print(found)}") { IsOfArguments = true, Subject = found };
        error.AddFrame("while evaluating the value passed for the lambda argument", PlaceOf(lambda));
        return error;
    }

    public static EvalException NotAFunction(Value value, int position) => EvalErrors.Type(
        $"attempt to call something which is not a function but {TypeNames.WithArticle(value)}: {ErrorPrinter.Print(value)}", position);

    // Of the function of the last argument, which is the one with formals.
    private static int PlaceOf(LambdaInfo lambda) => lambda.PositionOf(lambda.Arity - 1);

    private static string NameOf(LambdaInfo lambda) => lambda.Name ?? "anonymous lambda";
}
