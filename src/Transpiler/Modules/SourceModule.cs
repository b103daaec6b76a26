using System.Collections.Generic;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Transpiler.Modules;

/// <summary>A file of the program: its text, its tree, its names.</summary>
public sealed record SourceModule(string Path, SourceText Source, CoreNode Root, IReadOnlyList<string> Names)
{
    /// <summary>Symlinks by which it is imported, or its folder if it is a default.nix.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
}
