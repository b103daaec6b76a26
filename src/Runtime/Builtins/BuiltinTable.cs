using System;
using System.Collections.Generic;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>The builtins as values: one object each, and the set of them all.</summary>
public static unsafe class BuiltinTable
{
    private static readonly Dictionary<string, Builtin> s_functions = MakeFunctions();

    /// <summary><c>toString</c> where it stands in an interpolated string.</summary>
    public static Builtin TextOrInteger { get; } = new("toString", &StringBuiltins.TextOrInteger);

    /// <summary>A function of <c>builtins</c>.</summary>
    public static Builtin Function(string name) => s_functions[name];

    /// <summary><c>builtins</c>, made once in an evaluation: it holds the search path and the time.</summary>
    public static NixAttrs Set => Session.Current.Builtins ??= MakeSet();

    /// <summary>A member of <c>builtins</c> that is not a function.</summary>
    /// <exception cref="EvalException">The evaluation is pure, and the member is not.</exception>
    public static Value Constant(string name) => Op.Force(
        Set.Find(Symbols.Intern(name)) ?? throw EvalErrors.MissingAttribute(Set, name, 0));

    /// <summary>Sees to it that the names of all builtins are interned.</summary>
    internal static void InternNames() => _ = s_functions.Count;

    private static NixAttrs MakeSet()
    {
        var set = new AttrsBuilder(s_functions.Count + 10);
        EvalHost host = EvalHost.Current;
        foreach ((string name, Builtin function) in s_functions)
        {
            string[] features = BuiltinCatalog.Find(name)!.Features;
            if (features.Length == 0 || Array.Exists(features, host.Features.Has))
            {
                set.Add(name, function);
            }
        }

        set.Add("derivation", DerivationBuiltins.Derivation);
        set.Add("true", NixBool.True);
        set.Add("false", NixBool.False);
        set.Add("null", NixNull.Instance);
        set.Add("langVersion", NixInt.Of(6));
        set.Add("nixVersion", new NixString("2.34.8"));
        set.Add("storeDir", new NixString(Store.StorePaths.StoreDir));
        if (!host.IsPure)
        {
            set.Add("currentSystem", new NixString(host.System ?? CurrentSystem));
            set.Add("currentTime", NixInt.Of(host.CurrentTime));
        }

        set.Add("nixPath", PathBuiltins.NixPathList());
        var self = new Thunk(&RunSelf);
        set.Add("builtins", self);
        NixAttrs made = set.ToAttrs();
        Session.Current.Builtins = made;
        self.Force();
        return made;
    }

    private static Value RunSelf(object? a, object? b) => Set;

    private static string CurrentSystem
    {
        get
        {
            string machine = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture switch
            {
                System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
                System.Runtime.InteropServices.Architecture.X86 => "i686",
                System.Runtime.InteropServices.Architecture.RiscV64 => "riscv64",
                _ => "x86_64",
            };
            return machine + (OperatingSystem.IsMacOS() ? "-darwin" : "-linux");
        }
    }

    private static Dictionary<string, Builtin> MakeFunctions()
    {
        Builtin[] all =
        [
            new("abort", &ControlBuiltins.Abort),
            new("add", &MathBuiltins.Add),
            new("addDrvOutputDependencies", &ContextBuiltins.AddDrvOutputDependencies),
            new("addErrorContext", &ControlBuiltins.AddErrorContext),
            new("all", &ListBuiltins.All),
            new("any", &ListBuiltins.Any),
            new("appendContext", &ContextBuiltins.AppendContext),
            new("attrNames", &AttrBuiltins.AttrNames),
            new("attrValues", &AttrBuiltins.AttrValues),
            new("baseNameOf", &PathBuiltins.BaseNameOf),
            new("bitAnd", &MathBuiltins.BitAnd),
            new("bitOr", &MathBuiltins.BitOr),
            new("bitXor", &MathBuiltins.BitXor),
            new("break", &ControlBuiltins.Break),
            new("catAttrs", &AttrBuiltins.CatAttrs),
            new("ceil", &MathBuiltins.Ceil),
            new("compareVersions", &VersionBuiltins.CompareVersions),
            new("concatLists", &ListBuiltins.ConcatLists),
            new("concatMap", &ListBuiltins.ConcatMap),
            new("concatStringsSep", &StringBuiltins.ConcatStringsSep),
            new("convertHash", &HashBuiltins.ConvertHash),
            new("deepSeq", &ControlBuiltins.DeepSeq),
            new("derivationStrict", &DerivationStrict.Run),
            new("dirOf", &PathBuiltins.DirOf),
            new("div", &MathBuiltins.Div),
            new("elem", &ListBuiltins.Elem),
            new("elemAt", &ListBuiltins.ElemAt),
            new("fetchClosure", &FetchBuiltins.FetchClosure),
            new("fetchGit", &FetchBuiltins.FetchGit),
            new("fetchMercurial", &FetchBuiltins.FetchMercurial),
            new("fetchTarball", &FetchBuiltins.FetchTarball),
            new("fetchTree", &FetchBuiltins.FetchTree),
            new("fetchurl", &FetchBuiltins.FetchUrl),
            new("filter", &ListBuiltins.Filter),
            new("filterSource", &StoreBuiltins.FilterSource),
            new("findFile", &PathBuiltins.FindFile),
            new("flakeRefToString", &FlakeBuiltins.FlakeRefToString),
            new("floor", &MathBuiltins.Floor),
            new("foldl'", &ListBuiltins.FoldlStrict),
            new("fromJSON", &FormatBuiltins.FromJson),
            new("fromTOML", &FormatBuiltins.FromToml),
            new("functionArgs", &TypeBuiltins.FunctionArgs),
            new("genList", &ListBuiltins.GenList),
            new("genericClosure", &ListBuiltins.GenericClosure),
            new("getAttr", &AttrBuiltins.GetAttr),
            new("getContext", &ContextBuiltins.GetContext),
            new("getEnv", &PathBuiltins.GetEnv),
            new("getFlake", &FlakeBuiltins.GetFlake),
            new("groupBy", &ListBuiltins.GroupBy),
            new("hasAttr", &AttrBuiltins.HasAttr),
            new("hasContext", &ContextBuiltins.HasContext),
            new("hashFile", &HashBuiltins.HashFile),
            new("hashString", &HashBuiltins.HashString),
            new("head", &ListBuiltins.Head),
            new("import", &PathBuiltins.Import),
            new("intersectAttrs", &AttrBuiltins.IntersectAttrs),
            new("isAttrs", &TypeBuiltins.IsAttrs),
            new("isBool", &TypeBuiltins.IsBool),
            new("isFloat", &TypeBuiltins.IsFloat),
            new("isFunction", &TypeBuiltins.IsFunction),
            new("isInt", &TypeBuiltins.IsInt),
            new("isList", &TypeBuiltins.IsList),
            new("isNull", &TypeBuiltins.IsNull),
            new("isPath", &TypeBuiltins.IsPath),
            new("isString", &TypeBuiltins.IsString),
            new("length", &ListBuiltins.Length),
            new("lessThan", &MathBuiltins.LessThan),
            new("listToAttrs", &AttrBuiltins.ListToAttrs),
            new("map", &ListBuiltins.Map),
            new("mapAttrs", &AttrBuiltins.MapAttrs),
            new("match", &StringBuiltins.Match),
            new("mul", &MathBuiltins.Mul),
            new("outputOf", &DynamicOutputs.OutputOf),
            new("parseDrvName", &VersionBuiltins.ParseDrvName),
            new("parseFlakeRef", &FlakeBuiltins.ParseFlakeRef),
            new("partition", &ListBuiltins.Partition),
            new("path", &StoreBuiltins.Path),
            new("pathExists", &PathBuiltins.PathExists),
            new("placeholder", &StoreBuiltins.Placeholder),
            new("readDir", &PathBuiltins.ReadDir),
            new("readFile", &PathBuiltins.ReadFile),
            new("readFileType", &PathBuiltins.ReadFileType),
            new("removeAttrs", &AttrBuiltins.RemoveAttrs),
            new("replaceStrings", &StringBuiltins.ReplaceStrings),
            new("scopedImport", &PathBuiltins.ScopedImport),
            new("seq", &ControlBuiltins.Seq),
            new("sort", &ListBuiltins.Sort),
            new("split", &StringBuiltins.Split),
            new("splitVersion", &VersionBuiltins.SplitVersion),
            new("storePath", &StoreBuiltins.StorePath),
            new("stringLength", &StringBuiltins.StringLength),
            new("sub", &MathBuiltins.Sub),
            new("substring", &StringBuiltins.Substring),
            new("tail", &ListBuiltins.Tail),
            new("throw", &ControlBuiltins.Throw),
            new("toFile", &StoreBuiltins.ToFile),
            new("toJSON", &FormatBuiltins.ToJson),
            new("toPath", &PathBuiltins.ToPath),
            new("toString", &StringBuiltins.ToStringStrong),
            new("toXML", &FormatBuiltins.ToXml),
            new("trace", &ControlBuiltins.Trace),
            new("traceVerbose", &ControlBuiltins.TraceVerbose),
            new("tryEval", &ControlBuiltins.TryEval),
            new("typeOf", &TypeBuiltins.TypeOf),
            new("unsafeDiscardOutputDependency", &ContextBuiltins.UnsafeDiscardOutputDependency),
            new("unsafeDiscardStringContext", &ContextBuiltins.UnsafeDiscardStringContext),
            new("unsafeGetAttrPos", &AttrBuiltins.UnsafeGetAttrPos),
            new("warn", &ControlBuiltins.Warn),
            new("zipAttrsWith", &AttrBuiltins.ZipAttrsWith),
        ];
        var byName = new Dictionary<string, Builtin>(StringComparer.Ordinal);
        foreach (Builtin function in all)
        {
            // Interned in this order, before any name of a file.
            Symbols.Intern(function.Name);
            byName.Add(function.Name, function);
        }

        return byName;
    }
}
