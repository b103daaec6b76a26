using System;
using System.Globalization;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Cli.Repl;

/// <summary>What <c>:doc</c> says, and where <c>:edit</c> goes.</summary>
internal static class ReplDocs
{
    private const string Manual = "https://nix.dev/manual/nix/2.34/language/builtins.html#builtins-";

    /// <exception cref="CommandException">The value is no function.</exception>
    public static string Describe(Value value) => value switch
    {
        Builtin b => $"builtins.{b.Name}, a function of {b.Arity} argument{(b.Arity == 1 ? "" : "s")}\n\n{Manual}{b.Name}",
        PartialApplication p => Describe(p.Function),
        NixLambda l when Positions.Resolve(l.Info.Position) is { } at => $"Function {(l.Info.Name is { } name ? $"`{name}`\n" : "")}defined at {at.File}:{at.Line}:{at.Column}",
        NixAttrs set when set.Find(Symbols.Functor) is { } functor => Describe(Op.Call(functor, set, 0)),
        _ => throw new CommandException("value does not have documentation"),
    };

    /// <summary>The file and the line of a function, a path, or a package.</summary>
    /// <exception cref="CommandException">It has none.</exception>
    public static (string File, int Line) PlaceOf(Value value, string text)
    {
        value = Op.Force(value);
        switch (value)
        {
            case NixPath p: return (ByteText.ToText(p.Path), 0);
            case NixLambda l when Positions.FileOf(l.Info.Position) is { IsFile: true } && Positions.Resolve(l.Info.Position) is { } at:
                return (ByteText.ToText(at.File), at.Line);
            case NixAttrs set when set.Find(Symbols.Meta) is { } meta && Op.Force(meta) is NixAttrs m
                && m.Find(Symbols.Intern("position")) is { } position && Op.Force(position) is NixString { Bytes: var place }:
                int colon = place.LastIndexOf(':');
                bool hasLine = int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int line);
                return (ByteText.ToText(hasLine ? place[..colon] : place), line);
            default:
                throw new CommandException($"package '{text}' has no source location information");
        }
    }
}
