using System;
using Tvix.Aot.Cli.Jit;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Transpiler;

namespace Tvix.Aot.Cli;

/// <summary>The engine that needs a JIT; the native command has another class of this name.</summary>
internal static class CompiledEngine
{
    /// <summary>A command that cannot run here runs elsewhere; all can run here.</summary>
    public static int? RunElsewhere(string[] args) => null;

    public static (EvalEngine Engine, Func<SourceText, Value> Evaluate) Create(TranspileOptions translation)
    {
        var engine = new JitEvaluator(translation);
        return (engine, engine.Evaluate);
    }
}
