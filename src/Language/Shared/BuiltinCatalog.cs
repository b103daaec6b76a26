using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Language.Shared;

/// <summary>
/// What the compiler knows of a builtin. <paramref name="Order"/> has a digit for each argument: the order in which it
/// is forced to weak head normal form before anything else can fail, or 0 when it may stay lazy. <paramref name="Features"/>: it is
/// there only where one of these experimental features is on.
/// </summary>
internal sealed record BuiltinEntry(string Name, string Method, string Order, bool IsGlobal = false, params string[] Features)
{
    public int Arity => Order.Length;

    /// <summary>What the runtime looks at its first argument with before it forces the next one: a method of Op that gives the value back.</summary>
    public string? FirstCheck => Name switch
    {
        "all" or "any" or "concatMap" or "foldl'" or "groupBy" or "partition" or "zipAttrsWith" => "ForceFunction",
        "intersectAttrs" or "removeAttrs" => "ForceAttrs",
        "concatStringsSep" => "ForceString",
        "replaceStrings" => "ForceList",
        _ => null,
    };
}

/// <summary>The builtins, one row each, for the binder, the emitter and the runtime's table.</summary>
internal static class BuiltinCatalog
{
    public static readonly BuiltinEntry[] All =
    {
        new("abort", "ControlBuiltins.Abort", "1", true),
        new("add", "MathBuiltins.Add", "12"),
        new("addDrvOutputDependencies", "ContextBuiltins.AddDrvOutputDependencies", "1"),
        new("addErrorContext", "ControlBuiltins.AddErrorContext", "00"),
        new("all", "ListBuiltins.All", "12"),
        new("any", "ListBuiltins.Any", "12"),
        new("appendContext", "ContextBuiltins.AppendContext", "12"),
        new("attrNames", "AttrBuiltins.AttrNames", "1"),
        new("attrValues", "AttrBuiltins.AttrValues", "1"),
        new("baseNameOf", "PathBuiltins.BaseNameOf", "1", true),
        new("bitAnd", "MathBuiltins.BitAnd", "12"),
        new("bitOr", "MathBuiltins.BitOr", "12"),
        new("bitXor", "MathBuiltins.BitXor", "12"),
        new("break", "ControlBuiltins.Break", "1", true),
        new("catAttrs", "AttrBuiltins.CatAttrs", "12"),
        new("ceil", "MathBuiltins.Ceil", "1"),
        new("compareVersions", "VersionBuiltins.CompareVersions", "12"),
        new("concatLists", "ListBuiltins.ConcatLists", "1"),
        new("concatMap", "ListBuiltins.ConcatMap", "12"),
        new("concatStringsSep", "StringBuiltins.ConcatStringsSep", "12"),
        new("convertHash", "HashBuiltins.ConvertHash", "1"),
        new("deepSeq", "ControlBuiltins.DeepSeq", "10"),
        new("derivationStrict", "DerivationStrict.Run", "1", true),
        new("dirOf", "PathBuiltins.DirOf", "1", true),
        new("div", "MathBuiltins.Div", "12"),
        new("elem", "ListBuiltins.Elem", "01"),
        new("elemAt", "ListBuiltins.ElemAt", "21"),
        new("fetchClosure", "FetchBuiltins.FetchClosure", "1", false, "fetch-closure"),
        new("fetchGit", "FetchBuiltins.FetchGit", "1", true),
        new("fetchMercurial", "FetchBuiltins.FetchMercurial", "1", true),
        new("fetchTarball", "FetchBuiltins.FetchTarball", "1", true),
        new("fetchTree", "FetchBuiltins.FetchTree", "1", true, "fetch-tree", "flakes"),
        new("fetchurl", "FetchBuiltins.FetchUrl", "1"),
        new("filter", "ListBuiltins.Filter", "01"),
        new("filterSource", "StoreBuiltins.FilterSource", "00"),
        new("findFile", "PathBuiltins.FindFile", "10"),
        new("flakeRefToString", "FlakeBuiltins.FlakeRefToString", "0"),
        new("floor", "MathBuiltins.Floor", "1"),
        new("foldl'", "ListBuiltins.FoldlStrict", "102"),
        new("fromJSON", "FormatBuiltins.FromJson", "1"),
        new("fromTOML", "FormatBuiltins.FromToml", "1", true),
        new("functionArgs", "TypeBuiltins.FunctionArgs", "1"),
        new("genList", "ListBuiltins.GenList", "21"),
        new("genericClosure", "ListBuiltins.GenericClosure", "1"),
        new("getAttr", "AttrBuiltins.GetAttr", "12"),
        new("getContext", "ContextBuiltins.GetContext", "1"),
        new("getEnv", "PathBuiltins.GetEnv", "1"),
        new("getFlake", "FlakeBuiltins.GetFlake", "0"),
        new("groupBy", "ListBuiltins.GroupBy", "12"),
        new("hasAttr", "AttrBuiltins.HasAttr", "12"),
        new("hasContext", "ContextBuiltins.HasContext", "1"),
        new("hashFile", "HashBuiltins.HashFile", "10"),
        new("hashString", "HashBuiltins.HashString", "10"),
        new("head", "ListBuiltins.Head", "1"),
        new("import", "PathBuiltins.Import", "1", true),
        new("intersectAttrs", "AttrBuiltins.IntersectAttrs", "12"),
        new("isAttrs", "TypeBuiltins.IsAttrs", "1"),
        new("isBool", "TypeBuiltins.IsBool", "1"),
        new("isFloat", "TypeBuiltins.IsFloat", "1"),
        new("isFunction", "TypeBuiltins.IsFunction", "1"),
        new("isInt", "TypeBuiltins.IsInt", "1"),
        new("isList", "TypeBuiltins.IsList", "1"),
        new("isNull", "TypeBuiltins.IsNull", "1", true),
        new("isPath", "TypeBuiltins.IsPath", "1"),
        new("isString", "TypeBuiltins.IsString", "1"),
        new("length", "ListBuiltins.Length", "1"),
        new("lessThan", "MathBuiltins.LessThan", "12"),
        new("listToAttrs", "AttrBuiltins.ListToAttrs", "1"),
        new("map", "ListBuiltins.Map", "01", true),
        new("mapAttrs", "AttrBuiltins.MapAttrs", "01"),
        new("match", "StringBuiltins.Match", "10"),
        new("mul", "MathBuiltins.Mul", "12"),
        new("outputOf", "DynamicOutputs.OutputOf", "12", false, "dynamic-derivations"),
        new("parseDrvName", "VersionBuiltins.ParseDrvName", "1"),
        new("parseFlakeRef", "FlakeBuiltins.ParseFlakeRef", "0"),
        new("partition", "ListBuiltins.Partition", "12"),
        new("path", "StoreBuiltins.Path", "1"),
        new("pathExists", "PathBuiltins.PathExists", "1"),
        new("placeholder", "StoreBuiltins.Placeholder", "1", true),
        new("readDir", "PathBuiltins.ReadDir", "1"),
        new("readFile", "PathBuiltins.ReadFile", "1"),
        new("readFileType", "PathBuiltins.ReadFileType", "1"),
        new("removeAttrs", "AttrBuiltins.RemoveAttrs", "12", true),
        new("replaceStrings", "StringBuiltins.ReplaceStrings", "120"),
        new("scopedImport", "PathBuiltins.ScopedImport", "21", true),
        new("seq", "ControlBuiltins.Seq", "10"),
        new("sort", "ListBuiltins.Sort", "01"),
        new("split", "StringBuiltins.Split", "10"),
        new("splitVersion", "VersionBuiltins.SplitVersion", "1"),
        new("storePath", "StoreBuiltins.StorePath", "1"),
        new("stringLength", "StringBuiltins.StringLength", "1"),
        new("sub", "MathBuiltins.Sub", "12"),
        new("substring", "StringBuiltins.Substring", "100"),
        new("tail", "ListBuiltins.Tail", "1"),
        new("throw", "ControlBuiltins.Throw", "1", true),
        new("toFile", "StoreBuiltins.ToFile", "12"),
        new("toJSON", "FormatBuiltins.ToJson", "1"),
        new("toPath", "PathBuiltins.ToPath", "1"),
        new("toString", "StringBuiltins.ToStringStrong", "1", true),
        new("toXML", "FormatBuiltins.ToXml", "1"),
        new("trace", "ControlBuiltins.Trace", "10"),
        new("traceVerbose", "ControlBuiltins.TraceVerbose", "00"),
        new("tryEval", "ControlBuiltins.TryEval", "0"),
        new("typeOf", "TypeBuiltins.TypeOf", "1"),
        new("unsafeDiscardOutputDependency", "ContextBuiltins.UnsafeDiscardOutputDependency", "1"),
        new("unsafeDiscardStringContext", "ContextBuiltins.UnsafeDiscardStringContext", "1"),
        new("unsafeGetAttrPos", "AttrBuiltins.UnsafeGetAttrPos", "12"),
        new("warn", "ControlBuiltins.Warn", "10"),
        new("zipAttrsWith", "AttrBuiltins.ZipAttrsWith", "12"),
    };

    /// <summary>builtins that are not functions.</summary>
    private static readonly string[] s_constants =
    {
        "builtins", "currentSystem", "currentTime", "false", "langVersion", "nixPath", "nixVersion", "null", "storeDir", "true",
    };

    private static readonly Dictionary<string, BuiltinEntry> s_byName = All.ToDictionary(b => b.Name, StringComparer.Ordinal);

    private static readonly HashSet<string> s_globals = new(
        All.Where(b => b.IsGlobal).Select(b => b.Name).Concat(new[] { "builtins", "derivation", "true", "false", "null" }), StringComparer.Ordinal);

    public static IEnumerable<string> Globals => s_globals;

    public static BuiltinEntry? Find(string name) => s_byName.TryGetValue(name, out BuiltinEntry? entry) ? entry : null;

    /// <summary>A name of the outermost scope: a global, or any builtin with two underscores in front.</summary>
    public static bool IsGlobal(string name, ICollection<string> features)
    {
        if (s_globals.Contains(name))
        {
            return IsEnabled(name, features);
        }

        string bare = name.StartsWith("__", StringComparison.Ordinal) ? name.Substring(2) : "";
        return s_byName.TryGetValue(bare, out BuiltinEntry? entry) ? !entry.IsGlobal && IsEnabled(bare, features) : Array.IndexOf(s_constants, bare) > 1 && !s_globals.Contains(bare);
    }

    /// <summary>builtins.NAME is a function that is the same in every evaluation.</summary>
    public static bool IsStatic(string name) => name == "derivation" || s_byName.TryGetValue(name, out BuiltinEntry? entry) && entry.Features.Length == 0;

    private static bool IsEnabled(string name, ICollection<string> features) =>
        !s_byName.TryGetValue(name, out BuiltinEntry? entry) || entry.Features.Length == 0 || entry.Features.Any(features.Contains);
}
