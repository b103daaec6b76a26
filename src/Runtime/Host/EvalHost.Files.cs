using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Win32.SafeHandles;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Host;

public enum FileKind { Missing, Regular, Directory, Symlink, Unknown }

/// <summary>Files as an evaluation sees them: those of the machine, those of its store, and the few that belong to Nix itself.</summary>
public sealed partial class EvalHost
{
    // Replaced, not changed: other threads may be reading them.
    private Dictionary<string, string> _overlaid = new(StringComparer.Ordinal);
    private string[] _allowed = [];

    /// <summary>Lets a store path be read from another place, as what was fetched in this evaluation.</summary>
    internal void Overlay(string storePath, string physical) =>
        _overlaid = new Dictionary<string, string>(_overlaid, StringComparer.Ordinal) { [storePath] = physical };

    private readonly List<string> _temporary = [];

    /// <summary>Lets a file or tree be read whatever the mode: something that the evaluation fetched itself.</summary>
    internal void Allow(string path) => _allowed = [.. _allowed, path];

    /// <summary>A folder, .NET text, that is of no use after the evaluation.</summary>
    internal void DeleteAtEnd(string folder) => _temporary.Add(folder);

    /// <summary>Called when the evaluation is over, also after an error.</summary>
    internal void Finish()
    {
        Store?.Finish();
        foreach (string folder in _temporary)
        {
            Directory.Delete(folder, recursive: true);
        }

        _temporary.Clear();
    }

    /// <summary>Whether a store path can be read: it is in the store, or lies under the store directory of this machine.</summary>
    internal bool IsValid(string storePath)
    {
        if (_overlaid.ContainsKey(storePath))
        {
            return true;
        }

        if (Store is not { } store)
        {
            return KindOf(storePath) != FileKind.Missing;
        }

        lock (store)
        {
            return store.IsValid(storePath);
        }
    }

    // Where the file system has it.
    private string Locate(string path)
    {
        if (StorePaths.IsInStore(path))
        {
            int slash = path.IndexOf('/', StorePaths.StoreDir.Length + 1);
            string storePath = slash < 0 ? path : path[..slash];
            path = _overlaid.TryGetValue(storePath, out string? physical) ? physical + path[storePath.Length..] : Store?.PhysicalPath(path) ?? path;
        }

        return path;
    }

    /// <exception cref="EvalException">The evaluation is pure or restricted and may not look at this path.</exception>
    internal void CheckAccess(string path, int pos)
    {
        if (!MayAccess(path))
        {
            throw EvalErrors.Evaluation(
                $"access to absolute path '{path}' is forbidden in {(IsPure ? "pure evaluation mode (use '--impure' to override)" : "restricted mode")}", pos);
        }
    }

    internal bool MayAccess(string path) => (!IsPure && !IsRestricted) || IsAllowed(path);

    /// <exception cref="EvalException">The evaluation is restricted and may not fetch this URI (EvalState::checkURI).</exception>
    internal void CheckUri(string uri, int pos)
    {
        const string File = "file://";
        if (!IsRestricted || IsAllowedUri(uri))
        {
            return;
        }

        if (!uri.StartsWith('/') && !uri.StartsWith(File, StringComparison.Ordinal))
        {
            throw EvalErrors.Evaluation($"access to URI '{uri}' is forbidden in restricted mode", pos);
        }

        CheckAccess(PathText.Canonicalize(uri.StartsWith('/') ? uri : "/" + uri[File.Length..]), pos);
    }

    // Equal to what is allowed, below it, or of a whole scheme that is.
    private bool IsAllowedUri(string uri)
    {
        foreach (string allowed in AllowedUris)
        {
            if (uri == allowed || (uri.Length > allowed.Length && uri.StartsWith(allowed, StringComparison.Ordinal)
                && (allowed[^1] == '/' || uri[allowed.Length] == '/' || allowed.IndexOf(':', StringComparison.Ordinal) == allowed.Length - 1)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAllowed(string path)
    {
        if (CorePackages.IsCore(path) || (StorePaths.IsInStore(path) && _overlaid.ContainsKey(StorePaths.ToStorePath(path, 0))))
        {
            return true;
        }

        foreach (string allowed in _allowed)
        {
            if (path == allowed || path.StartsWith(allowed + "/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        if (IsRestricted && !IsPure)
        {
            foreach ((_, string entry) in SearchPath)
            {
                string allowed = NixSearchPath.AbsoluteOf(entry);
                if (path == allowed || path.StartsWith(allowed == "/" ? "/" : allowed + "/", StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The path with the symlinks at its end followed.</summary>
    public string ResolveSymlinks(string path) => ResolveSymlinks(path, out _);

    /// <summary>A path without symlinks anywhere in it (SourcePath::resolveSymlinks); what is missing stays as it is.</summary>
    /// <exception cref="EvalException">There is no end to them.</exception>
    public string ResolveAllSymlinks(string path)
    {
        if (CorePackages.IsCore(path))
        {
            return path;
        }

        const int MostLinks = 1024;
        string resolved = "";
        var todo = new Stack<string>(Enumerable.Reverse(path.Split('/', StringSplitOptions.RemoveEmptyEntries)));
        for (int links = 0; todo.TryPop(out string? step);)
        {
            string next = resolved + "/" + step;
            if (step == "..")
            {
                resolved = resolved.Length == 0 ? "" : resolved[..resolved.LastIndexOf('/')];
            }
            else if (step != "." && KindOf(next) != FileKind.Symlink)
            {
                resolved = next;
            }
            else if (step != ".")
            {
                if (links++ == MostLinks)
                {
                    throw EvalErrors.Evaluation($"infinite symlink recursion in path '{path}'");
                }

                string target = ReadLink(next);
                resolved = target.StartsWith('/') ? "" : resolved;
                foreach (string part in Enumerable.Reverse(target.Split('/', StringSplitOptions.RemoveEmptyEntries)))
                {
                    todo.Push(part);
                }
            }
        }

        return resolved.Length == 0 ? "/" : resolved;
    }

    /// <summary>The first symlink on the way to a path, itself left out; null for none.</summary>
    public string? SymlinkAbove(string path)
    {
        for (int slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (KindOf(path[..slash]) == FileKind.Symlink)
            {
                return path[..slash];
            }
        }

        return null;
    }

    /// <param name="kind">What lies at the end.</param>
    public string ResolveSymlinks(string path, out FileKind kind)
    {
        kind = KindOf(path);
        for (int i = 0; kind == FileKind.Symlink; i++)
        {
            if (i == PathText.MostLinks)
            {
                throw EvalErrors.Evaluation($"too many symbolic links encountered while traversing the path '{path}'");
            }

            path = PathText.TargetOf(path, ReadLink(path));
            kind = KindOf(path);
        }

        return path;
    }
}
