namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Builtins that fetch.</summary>
public static class FetchBuiltins
{
    public static Value FetchUrl(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchurl", pos);

    public static Value FetchTarball(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchTarball", pos);

    public static Value FetchGit(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchGit", pos);

    public static Value FetchMercurial(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchMercurial", pos);

    public static Value FetchTree(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchTree", pos);

    public static Value FetchClosure(Value args, int pos) => throw EvalErrors.Unsupported("builtins.fetchClosure", pos);
}
