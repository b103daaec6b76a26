using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Store;

/// <summary>
/// A store that an evaluation writes to. Paths are computed before and never depend on it. What is valid already is not written again.
/// </summary>
public abstract class StoreBackend
{
    /// <summary>A file of text with references: a .drv file or builtins.toFile.</summary>
    /// <exception cref="EvalException">The store refuses, or cannot be written.</exception>
    internal abstract void AddText(string storePath, string bytes, IReadOnlyList<string> references);

    /// <summary>A source: the tree at a path as far as the filter takes it, or the one file for the flat method.</summary>
    /// <exception cref="EvalException">The store refuses, or cannot be written, or the tree cannot be read.</exception>
    internal abstract void AddTree(string storePath, string source, TreeFilter? filter, IngestionMethod method, int pos);

    /// <summary>Whether the store has this path, whole.</summary>
    internal abstract bool IsValid(string storePath);

    /// <summary>Builds an output of a derivation that was written here before (import from derivation).</summary>
    /// <returns>False where the store cannot build.</returns>
    /// <exception cref="EvalException">The build failed.</exception>
    internal virtual bool TryBuild(string drvPath, string output) => false;

    /// <summary>Where a path under the store directory can be read.</summary>
    internal virtual string PhysicalPath(string path) => path;

    /// <summary>Called once when the evaluation is over, also after an error.</summary>
    internal virtual void Finish()
    {
    }
}
