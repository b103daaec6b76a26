using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>The C# that makes the table of a program's files, and turns on what they need.</summary>
public static class ModuleTableText
{
    /// <summary>Statements, one after the other.</summary>
    /// <param name="table">The variable that will hold the table.</param>
    /// <param name="classPrefix">Before the names of the files' classes; empty, or ends with a dot.</param>
    public static IEnumerable<string> Statements(IReadOnlyList<EmittedModule> modules, bool interpreter, string table, string classPrefix)
    {
        yield return $"var {table} = new global::Tvix.Aot.Runtime.Host.ModuleTable();";
        if (modules.Any(m => m.UsesFetchers))
        {
            yield return "global::Tvix.Aot.Runtime.Fetching.Fetchers.Enable();";
        }

        if (interpreter)
        {
            yield return "global::Tvix.Aot.Interpreter.InterpreterEngine.Enable();";
        }

        foreach (EmittedModule module in modules)
        {
            string path = Literals.String(module.RelativePath);
            yield return $"{table}.Add({path}, &{classPrefix}{module.ClassName}.Main, {Literals.Key(module.ContentKey)});";
            foreach (string link in module.RelativeLinks)
            {
                yield return $"{table}.AddLink({Literals.String(link)}, {path});";
            }
        }
    }
}
