using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Binding;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Language.Parsing;
using Tvix.Aot.Language.Syntax;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Language;

/// <summary>A text as a core tree, and its names in the order of their first occurrence.</summary>
public sealed record LoadedSource(SourceText Source, CoreNode Root, IReadOnlyList<string> Names);

/// <summary>Text to core tree: parse, bind, optimise. What both engines begin with.</summary>
public static class FrontEnd
{
    /// <summary>The names of the outermost scope.</summary>
    public static IEnumerable<string> Globals => Shared.BuiltinCatalog.Globals;

    /// <returns>Null after errors.</returns>
    public static LoadedSource? Load(SourceText source, ParseOptions options, ISet<string> disabledPasses, DiagnosticBag diagnostics)
    {
        ParseResult parsed = Parser.Parse(source, options, diagnostics);
        return diagnostics.HasErrors ? null : Bind(parsed.Root, parsed.Names, source, options, disabledPasses, diagnostics);
    }

    /// <summary>As <see cref="Load"/>, for a function whose argument provides these names as the outermost scope.</summary>
    public static LoadedSource? LoadScoped(
        SourceText source, IReadOnlyList<string> names, ParseOptions options, ISet<string> disabledPasses, DiagnosticBag diagnostics)
    {
        ParseResult parsed = Parser.Parse(source, options, diagnostics);
        if (diagnostics.HasErrors)
        {
            return null;
        }

        var formals = new FormalsSyntax(names.Select(n => new FormalSyntax(0, n, null)).ToList(), Ellipsis: true);
        var function = new LambdaSyntax(0, null, formals, parsed.Root);
        return Bind(function, parsed.Names.Concat(names).Distinct().ToList(), source, options, disabledPasses, diagnostics);
    }

    /// <summary>The attributes of a file that only may have literals, functions, and sets and lists of them, but computes these (flake.nix).</summary>
    /// <returns>Their places and names, that of an attribute with <c>[]</c> for an element of a list; null where the file is no set. Nothing of a file with errors.</returns>
    public static HashSet<(int Line, int Column, string Name)>? ComputedAttributes(SourceText source, ParseOptions options)
    {
        var diagnostics = new DiagnosticBag();
        ParseResult parsed = Parser.Parse(source, options, diagnostics);
        return diagnostics.HasErrors ? new() : TrivialValues.Others(source, parsed.Root);
    }

    private static LoadedSource? Bind(
        SyntaxNode root, IReadOnlyList<string> names, SourceText source, ParseOptions options, ISet<string> disabledPasses, DiagnosticBag diagnostics)
    {
        CoreNode bound = Binder.Bind(root, names, source, diagnostics, options);
        return diagnostics.HasErrors ? null : new LoadedSource(source, Optimiser.Run(bound, disabledPasses), names);
    }
}
