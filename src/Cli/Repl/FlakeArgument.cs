using System;
using System.IO;

namespace Tvix.Aot.Cli.Repl;

/// <summary>A reference to a flake as it is typed: paths start from the current directory, and lie in git repositories (parseFlakeRef with a base directory, flakeref.cc).</summary>
internal static class FlakeArgument
{
    private const string Scheme = "path:";

    /// <summary>The same for <c>builtins.getFlake</c>, which takes no relative path and looks for no repository.</summary>
    /// <exception cref="CommandException">A path is no folder.</exception>
    public static string Resolve(string reference)
    {
        string scheme = reference.StartsWith(Scheme, StringComparison.Ordinal) ? Scheme : "";
        string path = reference[scheme.Length..];
        if (!path.StartsWith('.') && !path.StartsWith('/'))
        {
            return reference;
        }

        if (path.IndexOf('#', StringComparison.Ordinal) is >= 0 and var hash && hash < path.Length - 1)
        {
            throw new CommandException($"unexpected fragment '{path[(hash + 1)..]}' in flake reference '{reference}'");
        }

        int end = path.IndexOfAny(['?', '#']) is >= 0 and var found ? found : path.Length;
        string folder = Path.GetFullPath(path[..end]), rest = path[end..];
        return scheme.Length > 0 ? scheme + folder + rest : InRepository(FolderOf(folder), rest);
    }

    private static string FolderOf(string path)
    {
        if (Directory.Exists(path))
        {
            return path.Length > 1 ? path.TrimEnd('/') : path;
        }

        if (!File.Exists(path))
        {
            throw new CommandException($"getting status of \"{path}\": No such file or directory");
        }

        if (Path.GetFileName(path) != "flake.nix")
        {
            throw new CommandException($"path \"{path}\" is not a flake (because it's not a directory)");
        }

        string folder = Path.GetDirectoryName(path)!;
        Output.WriteErr($"warning: Path \"{path}\" should point at the directory containing the 'flake.nix' file, not the file itself. Pretending that you meant \"{folder}\"\n");
        return folder;
    }

    /// <param name="rest">Parameters and fragment.</param>
    private static string InRepository(string folder, string rest)
    {
        for (string root = folder; root != "/"; root = Path.GetDirectoryName(root)!)
        {
            if (!Path.Exists(root + "/.git"))
            {
                continue;
            }

            string parameters = (root == folder ? "" : $"&dir={Uri.EscapeDataString(folder[(root.Length + 1)..]).Replace("%2F", "/", StringComparison.Ordinal)}")
                + (File.Exists(root + "/.git/shallow") ? "&shallow=1" : "");
            string given = rest.StartsWith('?') ? parameters + "&" + rest[1..] : parameters + rest;
            string url = "git+file://" + Uri.EscapeDataString(root).Replace("%2F", "/", StringComparison.Ordinal);
            return url + (given.StartsWith('&') ? "?" + given[1..] : given);
        }

        return folder + rest;
    }
}
