namespace Tvix.Aot.Runtime.Fetching;

/// <summary>The git command on a repository, without the settings of the user that could change what it answers.</summary>
internal sealed class GitCommand
{
    private readonly string _folder;

    /// <param name="folder">The repository or work tree, .NET text.</param>
    public GitCommand(string folder) => _folder = folder;

    public string? IndexFile { get; init; }

    /// <summary>What the command prints, as a byte string without the last line end.</summary>
    /// <exception cref="EvalException">The command fails, or there is no git.</exception>
    public string Run(int pos, params string[] arguments)
    {
        (int code, string output, string errors) = Start(pos, null, null, arguments);
        return code == 0 ? output.TrimEnd('\n') : throw Failure(arguments[0], errors, pos);
    }

    /// <summary>The same with something on its standard input.</summary>
    public string Feed(int pos, string input, params string[] arguments)
    {
        (int code, string output, string errors) = Start(pos, input, null, arguments);
        return code == 0 ? output : throw Failure(arguments[0], errors, pos);
    }

    /// <summary>Null where the command fails.</summary>
    public string? Try(int pos, params string[] arguments)
    {
        (int code, string output, _) = Start(pos, null, null, arguments);
        return code == 0 ? output.TrimEnd('\n') : null;
    }

    /// <summary>What the command prints, into a file.</summary>
    public void RunToFile(int pos, string target, params string[] arguments)
    {
        (int code, _, string errors) = Start(pos, null, target, arguments);
        if (code != 0)
        {
            throw Failure(arguments[0], errors, pos);
        }
    }

    /// <summary>Of a repository that belongs to somebody else in the words of Nix, which asks libgit2; else what git says.</summary>
    private EvalException Failure(string command, string errors, int pos)
    {
        string folder = _folder.ToBytes();
        return EvalErrors.Evaluation(
            errors.Contains("detected dubious ownership", System.StringComparison.Ordinal)
                ? $"opening Git repository \"{folder}\": repository path '{folder}' is not owned by current user (libgit2 error code = 7)"
                : $"git {command} failed: {errors.Trim().ToBytes()}",
            pos);
    }

    private (int Code, string Output, string Errors) Start(int pos, string? input, string? target, string[] arguments)
    {
        var tool = new ToolProcess("git", _folder, arguments);
        foreach (string variable in (string[])["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
        {
            tool.Environment.Remove(variable);
        }

        tool.Environment["GIT_TERMINAL_PROMPT"] = "0";
        tool.Environment["LC_ALL"] = "C";
        if (IndexFile != null)
        {
            tool.Environment["GIT_INDEX_FILE"] = IndexFile;
        }

        return tool.Run(pos, input, target);
    }
}
