namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>The one place that spells names of the runtime; a test looks each of them up.</summary>
internal static class RuntimeNames
{
    /// <summary>The head of every emitted file: short names for what its code uses.</summary>
    public static readonly string[] Usings =
    {
        "using Op = global::Tvix.Aot.Runtime.Op;",
        "using Ints = global::Tvix.Aot.Runtime.Ints;",
        "using Value = global::Tvix.Aot.Runtime.Value;",
        "using Thunk = global::Tvix.Aot.Runtime.Thunk;",
        "using Slot = global::Tvix.Aot.Runtime.Slot;",
        "using NixLambda = global::Tvix.Aot.Runtime.NixLambda;",
        "using NixAttrs = global::Tvix.Aot.Runtime.NixAttrs;",
        "using NixBool = global::Tvix.Aot.Runtime.NixBool;",
        "using NixInt = global::Tvix.Aot.Runtime.NixInt;",
        "using NixFloat = global::Tvix.Aot.Runtime.NixFloat;",
        "using NixNull = global::Tvix.Aot.Runtime.NixNull;",
        "using NixPath = global::Tvix.Aot.Runtime.NixPath;",
        "using NixString = global::Tvix.Aot.Runtime.NixString;",
        "using NixList = global::Tvix.Aot.Runtime.NixList;",
        "using LambdaInfo = global::Tvix.Aot.Runtime.LambdaInfo;",
        "using FormalsInfo = global::Tvix.Aot.Runtime.FormalsInfo;",
        "using SetShape = global::Tvix.Aot.Runtime.SetShape;",
        "using SelectSite = global::Tvix.Aot.Runtime.SelectSite;",
        "using Capture = global::Tvix.Aot.Runtime.Capture;",
        "using Env2 = global::Tvix.Aot.Runtime.Env2;",
        "using Env3 = global::Tvix.Aot.Runtime.Env3;",
        "using Env4 = global::Tvix.Aot.Runtime.Env4;",
        "using Env5 = global::Tvix.Aot.Runtime.Env5;",
        "using Env6 = global::Tvix.Aot.Runtime.Env6;",
        "using Env8 = global::Tvix.Aot.Runtime.Env8;",
        "using Module = global::Tvix.Aot.Runtime.Host.Module;",
        "using BuiltinTable = global::Tvix.Aot.Runtime.Builtins.BuiltinTable;",
        "using ControlBuiltins = global::Tvix.Aot.Runtime.Builtins.ControlBuiltins;",
        "using TypeBuiltins = global::Tvix.Aot.Runtime.Builtins.TypeBuiltins;",
        "using ListBuiltins = global::Tvix.Aot.Runtime.Builtins.ListBuiltins;",
        "using AttrBuiltins = global::Tvix.Aot.Runtime.Builtins.AttrBuiltins;",
        "using MathBuiltins = global::Tvix.Aot.Runtime.Builtins.MathBuiltins;",
        "using StringBuiltins = global::Tvix.Aot.Runtime.Builtins.StringBuiltins;",
        "using PathBuiltins = global::Tvix.Aot.Runtime.Builtins.PathBuiltins;",
        "using HashBuiltins = global::Tvix.Aot.Runtime.Builtins.HashBuiltins;",
        "using ContextBuiltins = global::Tvix.Aot.Runtime.Builtins.ContextBuiltins;",
        "using FormatBuiltins = global::Tvix.Aot.Runtime.Builtins.FormatBuiltins;",
        "using VersionBuiltins = global::Tvix.Aot.Runtime.Builtins.VersionBuiltins;",
        "using DerivationStrict = global::Tvix.Aot.Runtime.Builtins.DerivationStrict;",
        "using FetchBuiltins = global::Tvix.Aot.Runtime.Builtins.FetchBuiltins;",
        "using FlakeBuiltins = global::Tvix.Aot.Runtime.Builtins.FlakeBuiltins;",
        "using StoreBuiltins = global::Tvix.Aot.Runtime.Builtins.StoreBuiltins;",
        "using Unsafe = global::System.Runtime.CompilerServices.Unsafe;",
    };
}
