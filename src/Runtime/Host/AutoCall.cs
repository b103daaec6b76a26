using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Tvix.Aot.Runtime.Host;

/// <summary>Functions called with the arguments of the command line, and attribute paths (autoCallFunction, findAlongAttrPath).</summary>
public static class AutoCall
{
    public static NixAttrs Arguments(EvalOptions options)
    {
        var arguments = new AttrsBuilder(options.Arguments.Count);
        foreach ((string name, string text, bool isExpression) in options.Arguments)
        {
            Value value = isExpression ? Expression(name, text) : new NixString(text.ToBytes());
            arguments.Add(name.ToBytes(), value);
        }

        return arguments.ToAttrs(lastWins: true);
    }

    private static Value Expression(string name, string text)
    {
        if (EvalHost.Current.Engine is { } engine)
        {
            // As in Nix, it is evaluated when it is needed; until then it prints as code.
            return engine.Delayed(text.ToBytes());
        }

        return ConstantText.TryRead(text.Trim().ToBytes()) ?? throw new EvalException(
            ErrorKind.Unsupported,
            $"--arg {name}: a compiled program takes constants here (a number, a string without interpolation, true, false, null, "
            + "an absolute path), not the expression '" + text.ToBytes() + "'; use 'tvix-aot eval' for it");
    }

    /// <summary>Calls a function whose arguments all have names and are known; anything else is the value itself.</summary>
    public static Value Call(Value value, NixAttrs arguments)
    {
        value = Op.ForceInPlace(value);
        if (value is NixAttrs set && set.Find(Symbols.Functor) is { } functor)
        {
            return Call(Op.Call(functor, set, 0), arguments);
        }

        if (FormalsOf(value) is not { } formals)
        {
            return value;
        }

        var actual = new AttrsBuilder(formals.Symbols.Length);
        if (formals.Ellipsis)
        {
            for (int i = 0; i < arguments.Count; i++)
            {
                actual.Add(arguments.Shape.Keys[i], arguments.Values[i].V);
            }

            return Call(Op.Call(value, CheckRequired(formals, actual.ToAttrs()), 0), arguments);
        }

        foreach (int symbol in formals.Symbols)
        {
            if (arguments.Find(symbol) is { } given)
            {
                actual.Add(symbol, given);
            }
        }

        return Op.Call(value, CheckRequired(formals, actual.ToAttrs()), 0);
    }

    private static FormalsInfo? FormalsOf(Value value) => value switch
    {
        NixLambda { Info.Arity: 1 } lambda => lambda.Info.Formals,
        PartialApplication { Function: NixLambda outer } given when given.Arguments.Length == outer.Info.Arity - 1 => outer.Info.Formals,
        _ => null,
    };

    /// <summary>Whether a value is a function of a set that needs nothing of it.</summary>
    internal static bool NeedsNothing(Value value) => FormalsOf(value) is { } formals && Array.TrueForAll(formals.Optional, o => o);

    private static NixAttrs CheckRequired(FormalsInfo formals, NixAttrs actual)
    {
        for (int i = 0; i < formals.Symbols.Length; i++)
        {
            if (!formals.Optional[i] && !actual.Has(formals.Symbols[i]))
            {
                throw new EvalException(
                    ErrorKind.Type,
                    $"cannot evaluate a function that has an argument without a value ('{Symbols.Name(formals.Symbols[i])}')\n"
                    + "Nix attempted to evaluate a function as a top level expression; in\nthis case it must have its arguments supplied either by default\n"
                    + "values, or passed explicitly with '--arg' or '--argstr'. See\nhttps://nix.dev/manual/nix/stable/language/syntax.html#functions.",
                    formals.Positions[i]);
            }
        }

        return actual;
    }

    /// <summary>The value at a path such as <c>a.0."b c"</c>; functions on the way are called.</summary>
    public static Value Select(Value value, string path, NixAttrs arguments)
    {
        foreach (string token in Tokens(path))
        {
            value = Call(value, arguments);
            bool isIndex = int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
            if (!isIndex)
            {
                value = Attribute(value, token, path);
                continue;
            }

            if (value is not NixList list)
            {
                throw EvalErrors.Type($"the expression selected by the selection path '{path}' should be a list but is {TypeNames.WithArticle(value)}", 0);
            }

            value = index < list.Count ? list[index] : throw EvalErrors.Evaluation($"list index {index} in selection path '{path}' is out of range");
        }

        return value;
    }

    private static Value Attribute(Value value, string name, string path)
    {
        if (value is not NixAttrs set)
        {
            throw EvalErrors.Type($"the expression selected by the selection path '{path}' should be a set but is {TypeNames.WithArticle(value)}", 0);
        }

        if (name.Length == 0)
        {
            throw EvalErrors.Evaluation($"empty attribute name in selection path '{path}'");
        }

        return set.Find(Symbols.Find(name)) ?? throw new EvalException(
            ErrorKind.MissingAttribute, $"attribute '{name}' in selection path '{path}' not found", 0, AttributeSuggestions.Near(set, name));
    }

    private static List<string> Tokens(string path)
    {
        var tokens = new List<string>();
        var current = new StringBuilder();
        bool quoted = false;
        foreach (char c in path)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == '.' && !quoted)
            {
                tokens.Add(current.ToString());
                current.Clear();
            }
            else
            {
                current.Append(c);
            }
        }

        if (quoted)
        {
            throw EvalErrors.Evaluation($"missing closing quote in selection path '{path}'");
        }

        if (current.Length > 0)
        {
            tokens.Add(current.ToString());
        }

        return tokens;
    }
}
