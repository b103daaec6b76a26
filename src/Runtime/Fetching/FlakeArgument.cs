using System;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>A reference to a flake as it is typed: paths start from the current directory, and lie in git repositories (parseFlakeRef with a base directory, flakeref.cc).</summary>
internal static class FlakeArgument
{
    private const string Scheme = "path:";

    /// <summary>The same for <see cref="FlakeReference.Parse"/>, which takes no relative path and looks for no repository.</summary>
    /// <exception cref="EvalException">A path is no folder.</exception>
    public static string Resolve(string reference)
    {
        string scheme = reference.StartsWith(Scheme, StringComparison.Ordinal) ? Scheme : "";
        string path = reference[scheme.Length..];
        if (!path.StartsWith('.') && !path.StartsWith('/'))
        {
            return reference;
        }

        // Named as it was typed, which the resolved one no longer tells.
        if (path.IndexOf('#', StringComparison.Ordinal) is >= 0 and var hash && hash < path.Length - 1)
        {
            throw EvalErrors.Evaluation($"unexpected fragment '{path[(hash + 1)..]}' in flake reference '{reference}'");
        }

        int end = path.IndexOfAny(['?', '#']) is >= 0 and var found ? found : path.Length;
        string start = path.StartsWith('/') ? "" : Environment.CurrentDirectory.ToBytes() + "/";
        string folder = PathText.Canonicalize(start + path[..end]), rest = path[end..];
        return scheme.Length > 0 ? scheme + folder + rest : InRepository(FolderOf(folder), rest);
    }

    private static string FolderOf(string path)
    {
        int error = UnixFile.Look(path, follow: true, out FileStatus status);
        if (error != 0)
        {
            throw EvalErrors.Evaluation($"getting status of \"{path}\": {UnixFile.Text(error).ToBytes()}");
        }

        if (status.Kind == FileKind.Directory)
        {
            return path;
        }

        if (!path.EndsWith("/flake.nix", StringComparison.Ordinal))
        {
            throw EvalErrors.Evaluation($"path \"{path}\" is not a flake (because it's not a directory)");
        }

        string folder = PathText.DirectoryOf(path);
        EvalHost.Current.WriteError(
            $"warning: Path \"{path}\" should point at the directory containing the 'flake.nix' file, not the file itself. Pretending that you meant \"{folder}\"\n");
        return folder;
    }

    /// <param name="rest">Parameters, and an empty fragment.</param>
    private static string InRepository(string folder, string rest)
    {
        for (string root = folder; root != "/"; root = PathText.DirectoryOf(root))
        {
            if (!IsThere(root + "/.git"))
            {
                continue;
            }

            string parameters = (root == folder ? "" : "&dir=" + InputUrl.Encode(folder[(root.Length + 1)..], InputUrl.InPath))
                + (IsThere(root + "/.git/shallow") ? "&shallow=1" : "");
            string given = rest.StartsWith('?') ? parameters + "&" + rest[1..] : parameters + rest;
            return "git+file://" + InputUrl.Encode(root, InputUrl.InPath) + (given.StartsWith('&') ? "?" + given[1..] : given);
        }

        return folder + rest;
    }

    private static bool IsThere(string path) => UnixFile.Look(path, follow: true, out _) == 0;
}
