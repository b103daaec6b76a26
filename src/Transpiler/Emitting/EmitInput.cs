using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>A file to emit and how its class is to be called.</summary>
internal sealed record EmitInput(
    SourceText Source,
    CoreNode Root,
    IReadOnlyList<string> Symbols,
    string Namespace,
    string ClassName,
    string ModulePath,
    ISet<string> DisabledPasses,
    Func<string, string> PathExpression,
    string? EmbeddedText,
    string LinePrefix)
{
    /// <summary>The path as text.</summary>
    public string DisplayPath => new(SourceText.OfCarrier(ModulePath).Where(c => c >= ' ' && c is not ('"' or '<' or '>' or '\u007f' or '\u0085' or '\u2028' or '\u2029')).ToArray());

    /// <summary>The path for #line.</summary>
    public string LinePath => ModulePath.StartsWith("/", StringComparison.Ordinal) ? DisplayPath : LinePrefix + DisplayPath;
}
