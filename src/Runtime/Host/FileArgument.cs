namespace Tvix.Aot.Runtime.Host;

/// <summary>File arguments of a command that are no paths: <c>&lt;x/y&gt;</c>, URLs of archives, flakes (lookupFileArg in common-eval-args.cc).</summary>
public static class FileArgument
{
    public static bool IsLookedUp(string text) => IsSearched(text) || NixSearchPath.IsFetched(text);

    /// <summary>The value of the file; to be called in an evaluation.</summary>
    /// <exception cref="EvalException">There is no such file, or its evaluation fails.</exception>
    public static Value Evaluate(string text)
    {
        EvalHost host = EvalHost.Current;
        string path = IsSearched(text) ? NixSearchPath.Find(host.SearchPath, text[1..^1], 0).Path : NixSearchPath.Fetch(text, 0);
        return Modules.Import(host.KindOf(path) == FileKind.Directory ? path + "/default.nix" : path, 0);
    }

    private static bool IsSearched(string text) => text.Length > 2 && text[0] == '<' && text[^1] == '>';
}
