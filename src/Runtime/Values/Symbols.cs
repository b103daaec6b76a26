using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Parallel;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Attribute names as numbers, in the order of their first occurrence: Nix forces attributes in this order, so
/// modules intern their names in the order of their text. Used while the evaluation lock is held (EvalStack.Run); where several
/// threads evaluate, they take turns.
/// </summary>
public static class Symbols
{
    private static readonly Lock s_lock = new();
    private static readonly SymbolTable s_table = new();
    private static NixString?[] s_strings = new NixString?[1024];
    private static int s_permanent;

    // What was looked for last. Most names that are looked for come from a set: they are the very strings of the table.
    private const int Recent = 1024;
    private static readonly int[] s_recent = new int[Recent];

    // Names that Nix interns before it reads any file, in its order.
    internal static readonly int FirstPredefined = InternAll(SymbolOrder.Static);

    public static readonly int With = Intern("<with>"), OutPath = Intern("outPath"), DrvPath = Intern("drvPath"),
        Type = Intern("type"), Meta = Intern("meta"), NameSymbol = Intern("name"), ValueSymbol = Intern("value"),
        System = Intern("system"), Overrides = Intern("__overrides"), Outputs = Intern("outputs"),
        OutputName = Intern("outputName"), IgnoreNulls = Intern("__ignoreNulls"), File = Intern("file"),
        Line = Intern("line"), Column = Intern("column"), Functor = Intern("__functor"), ToStringSymbol = Intern("__toString"),
        Right = Intern("right"), Wrong = Intern("wrong"), StructuredAttrs = Intern("__structuredAttrs"), Json = Intern("__json"),
        AllowedReferences = Intern("allowedReferences"), AllowedRequisites = Intern("allowedRequisites"),
        DisallowedReferences = Intern("disallowedReferences"), DisallowedRequisites = Intern("disallowedRequisites"),
        MaxSize = Intern("maxSize"), MaxClosureSize = Intern("maxClosureSize"), Builder = Intern("builder"), Args = Intern("args"),
        ContentAddressed = Intern("__contentAddressed"), Impure = Intern("__impure"), OutputHash = Intern("outputHash"),
        OutputHashAlgo = Intern("outputHashAlgo"), OutputHashMode = Intern("outputHashMode"),
        RecurseForDerivations = Intern("recurseForDerivations"), Description = Intern("description"), Self = Intern("self"),
        StartSet = Intern("startSet"), Operator = Intern("operator"),
        Key = Intern("key"), Path = Intern("path"), Prefix = Intern("prefix");

    internal static readonly int Predefined = InternAll(SymbolOrder.Names);

    private static int InternAll(string names)
    {
        foreach (string name in names.Split(' '))
        {
            Intern(name);
        }

        return s_table.Count;
    }

    /// <summary>All names so far, by their numbers.</summary>
    public static IEnumerable<string> All() => Enumerable.Range(0, s_table.Count).Select(Name);

    public static int Intern(string name)
    {
        if (!Worker.AreMany)
        {
            return FindOrAdd(name);
        }

        lock (s_lock)
        {
            return FindOrAdd(name);
        }
    }

    private static int FindOrAdd(string name) => s_table.Find(name) is >= 0 and int id ? id : s_table.Add(name);

    private static int FindOrAdd(ReadOnlySpan<char> name) => s_table.Find(name) is >= 0 and int id ? id : s_table.Add(name.ToString());

    /// <summary>Forgets the names of earlier evaluations, whose values then mean nothing any more: their order would show in this one.</summary>
    internal static void Forget()
    {
        // The builtins' names come first in every evaluation.
        Builtins.BuiltinTable.InternNames();
        s_permanent = s_permanent == 0 ? s_table.Count : s_permanent;
        if (s_permanent < s_strings.Length)
        {
            Array.Clear(s_strings, s_permanent, s_strings.Length - s_permanent);
        }

        s_table.Truncate(s_permanent);
        Builtins.JsonKeys.Forget();
    }

    /// <summary>The same for a part of a text, without a copy of it when the name is known.</summary>
    public static int Intern(ReadOnlySpan<char> name)
    {
        if (!Worker.AreMany)
        {
            return FindOrAdd(name);
        }

        lock (s_lock)
        {
            return FindOrAdd(name);
        }
    }

    /// <summary>The number of a name that some set may have, or -1: no set has it.</summary>
    public static int Find(string name)
    {
        string[] names = s_table.Names;
        ref int recent = ref s_recent[RecentPlace(name)];
        int id = recent;
        if (id < names.Length && ReferenceEquals(names[id], name))
        {
            return id;
        }

        id = FindAnywhere(name);
        recent = Math.Max(id, 0);
        return id;
    }

    private static int FindAnywhere(string name)
    {
        if (!Worker.AreMany)
        {
            return s_table.Find(name);
        }

        lock (s_lock)
        {
            return s_table.Find(name);
        }
    }

    private static int RecentPlace(string name) =>
        name.Length == 0 ? 0 : (name.Length + (name[0] << 2) + (name[^1] << 4) + (name[name.Length / 2] << 6)) & (Recent - 1);

    public static string Name(int id) => s_table.Names[id];

    /// <summary>The name as a Nix string; one object for each symbol.</summary>
    public static NixString NameString(int id)
    {
        NixString?[] strings = s_strings;
        if (id < strings.Length && strings[id] is { } known)
        {
            return known;
        }

        lock (s_lock)
        {
            if (id >= s_strings.Length)
            {
                Array.Resize(ref s_strings, s_table.Names.Length);
            }

            return s_strings[id] ??= new NixString(Name(id));
        }
    }

    public static int Compare(int a, int b) => string.CompareOrdinal(Name(a), Name(b));
}
