using System;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// The files that <c>&lt;nix/...&gt;</c> names when the search path has none: they belong to Nix, not to a file system. Their paths
/// begin with two slashes here, which no canonical path does. There is one of them, fetchurl.nix.
/// </summary>
internal static class CorePackages
{
    private const string Root = "//nix";

    /// <summary>The path of <c>&lt;nix/NAME&gt;</c>.</summary>
    public static string PathOf(string name) => Root + PathText.Canonicalize("/" + name);

    public static bool IsCore(string path) => path.StartsWith(Root, StringComparison.Ordinal);

    /// <summary>The path inside of them, as toString gives it.</summary>
    public static string Inner(string path) => path.Length == Root.Length ? "/" : path[Root.Length..];

    /// <summary>The path as it is printed.</summary>
    public static string Shown(string path) => $"<nix{Inner(path)}>";

    public static FileKind KindOf(string path) => path == Root + "/fetchurl.nix" ? FileKind.Regular : path == Root ? FileKind.Directory : FileKind.Missing;

    /// <summary>The value of such a file.</summary>
    public static Value Import(string path, int pos) =>
        KindOf(path) == FileKind.Regular ? Builtins.FetchurlNix.Function : throw EvalErrors.Evaluation($"path '{Shown(path)}' does not exist", pos);

    /// <summary>The value of the file is here, its text is not.</summary>
    public static EvalException CannotRead(string path, int pos) => KindOf(path) == FileKind.Regular
        ? EvalErrors.Unsupported($"reading the text of {Shown(path)}", pos)
        : EvalErrors.Evaluation($"file '{Shown(path)}' does not exist", pos);
}
