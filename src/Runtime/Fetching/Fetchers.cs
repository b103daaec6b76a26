namespace Tvix.Aot.Runtime.Fetching;

/// <summary>
/// What fetches for the builtins. A program that can reach one of them turns the fetchers on when it starts; others link no network,
/// no archives and no processes.
/// </summary>
public abstract class Fetchers
{
    private static Fetchers? s_instance;

    /// <summary>Called by the start of programs that may fetch.</summary>
    public static void Enable() => s_instance ??= new NetworkFetchers();

    /// <exception cref="EvalException">The program was built without fetchers.</exception>
    internal static Fetchers For(string builtin, int pos)
    {
        Parallel.Worker.RequireMain();
        return s_instance ?? throw new EvalException(
            ErrorKind.Unsupported, $"this program was built without fetchers, which '{builtin}' needs: no code that was seen calls them", pos);
    }

    public abstract Value FetchUrl(Value args, int pos);

    public abstract Value FetchTarball(Value args, int pos);

    public abstract Value FetchGit(Value args, int pos);

    public abstract Value FetchMercurial(Value args, int pos);

    public abstract Value FetchTree(Value args, int pos);

    /// <summary>What a reference to a flake names: of a git repository with its number of commits, which fetchTree has only where it is asked.</summary>
    internal abstract FetchedTree FetchFlake(InputAttributes input, int pos);
}
