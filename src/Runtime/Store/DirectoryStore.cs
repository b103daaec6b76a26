using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Store;

/// <summary>
/// A store below a directory, laid out as Nix lays out <c>--store DIR</c>: files in DIR/nix/store, read-only and of the first second
/// of 1970. What was written is listed in DIR/nix/registration, which <c>nix-store --store DIR --load-db</c> reads.
/// </summary>
internal sealed class DirectoryStore : StoreBackend
{
    private readonly string _root;
    private readonly string _registration;
    private readonly HashSet<string> _valid = new(StringComparer.Ordinal);
    private readonly StringBuilder _added = new();
    private int _temporary;

    /// <exception cref="EvalException">The directory cannot be made or read.</exception>
    public DirectoryStore(string root)
    {
        _root = root;
        _registration = Path.Combine(root, "nix", "registration");
        Try(root, () =>
        {
            Directory.CreateDirectory(Physical(StorePaths.StoreDir));
            ReadRegistration();
        });
    }

    private string Physical(string path) => _root + ByteText.ToText(path);

    internal override string PhysicalPath(string path) => Physical(path).ToBytes();

    internal override bool IsValid(string storePath) => _valid.Contains(storePath);

    internal override void AddText(string storePath, string bytes, IReadOnlyList<string> references)
    {
        if (!IsValid(storePath))
        {
            byte[] contents = ByteText.ToByteArray(bytes);
            Put(storePath, temporary => File.WriteAllBytes(temporary, contents));
            Register(storePath, sink => NarWriter.WriteFile(contents, sink), references);
        }
    }

    internal override void AddTree(string storePath, string source, TreeFilter? filter, IngestionMethod method, int pos)
    {
        if (!IsValid(storePath))
        {
            Put(storePath, temporary => Copy(source, temporary, filter, pos));
            Register(storePath, sink => NarWriter.Write(storePath, null, sink, pos), []);
        }
    }

    /// <summary>Writes beside the store's paths and renames: an interrupted run leaves no half of a path.</summary>
    private void Put(string storePath, Action<string> write)
    {
        string target = Physical(storePath);
        string temporary = Path.Combine(Physical(StorePaths.StoreDir), $".tvix-aot-{Environment.ProcessId}-{_temporary++}");
        Try(target, () =>
        {
            try
            {
                write(temporary);
                Seal(temporary);
                Discard(target);
                if (Directory.Exists(temporary) && new FileInfo(temporary).LinkTarget == null)
                {
                    Directory.Move(temporary, target);
                }
                else
                {
                    File.Move(temporary, target, overwrite: true);
                }
            }
            finally
            {
                Discard(temporary);
            }
        });
    }

    private static void Discard(string path)
    {
        if (new FileInfo(path).LinkTarget != null || File.Exists(path))
        {
            File.Delete(path);
        }
        else if (Directory.Exists(path))
        {
            Unseal(path);
            Directory.Delete(path, recursive: true);
        }
    }

    private static void Unseal(string directory)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (string inner in Directory.GetDirectories(directory))
        {
            if (new FileInfo(inner).LinkTarget == null)
            {
                Unseal(inner);
            }
        }
    }

    private static EvalException NoText(string path, int pos) =>
        EvalErrors.Unsupported($"writing a file to the store whose name is not UTF-8 ('{path}')", pos);

    private static void Copy(string source, string target, TreeFilter? filter, int pos)
    {
        EvalHost host = EvalHost.Current;
        switch (host.KindOf(source))
        {
            case FileKind.Symlink:
                File.CreateSymbolicLink(target, ByteText.ToText(host.ReadLink(source)));
                break;
            case FileKind.Directory:
                Directory.CreateDirectory(target);
                foreach ((string name, FileKind kind) in host.ListDirectory(source, pos))
                {
                    string child = (source == "/" ? "" : source) + "/" + name;
                    if (filter == null || filter(child, kind))
                    {
                        string text = ByteText.ToText(name);
                        Copy(child, text.ToBytes() == name ? Path.Combine(target, text) : throw NoText(child, pos), filter, pos);
                    }
                }

                break;
            default:
                using (Stream from = host.OpenRead(source, pos), to = File.Create(target))
                {
                    from.CopyTo(to);
                }

                if (!OperatingSystem.IsWindows() && host.IsExecutable(source))
                {
                    File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }

                break;
        }
    }

    /// <summary>Modes 0444 and 0555, and the time 1, as every path in a store has them.</summary>
    private static void Seal(string path)
    {
        if (OperatingSystem.IsWindows() || new FileInfo(path).LinkTarget != null)
        {
            return;
        }

        const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (Directory.Exists(path))
        {
            foreach (string entry in Directory.GetFileSystemEntries(path))
            {
                Seal(entry);
            }

            Directory.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(1));
            File.SetUnixFileMode(path, Read | Execute);
            return;
        }

        bool executable = (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0;
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(1));
        File.SetUnixFileMode(path, executable ? Read | Execute : Read);
    }

    private void Register(string storePath, Action<ByteSink> archive, IReadOnlyList<string> references)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size = 0;
        archive(bytes =>
        {
            hash.AppendData(bytes);
            size += bytes.Length;
        });
        _valid.Add(storePath);
        _added.Append(storePath).Append('\n').Append(Convert.ToHexStringLower(hash.GetHashAndReset())).Append('\n')
            .Append(size.ToString(CultureInfo.InvariantCulture)).Append("\n\n")
            .Append(references.Count.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (string reference in references)
        {
            _added.Append(reference).Append('\n');
        }
    }

    /// <summary>Path, hash, size, deriver, number of references, references: a line each.</summary>
    private void ReadRegistration()
    {
        string[] lines = File.Exists(_registration) ? ByteText.FromByteArray(File.ReadAllBytes(_registration)).Split('\n') : [];
        for (int i = 0; i + 4 < lines.Length; i += 5 + int.Parse(lines[i + 4], CultureInfo.InvariantCulture))
        {
            _valid.Add(lines[i]);
        }
    }

    internal override void Finish()
    {
        if (_added.Length == 0)
        {
            return;
        }

        string temporary = $"{_registration}.{Environment.ProcessId}";
        Try(_registration, () =>
        {
            string before = File.Exists(_registration) ? ByteText.FromByteArray(File.ReadAllBytes(_registration)) : "";
            File.WriteAllBytes(temporary, ByteText.ToByteArray(before + _added));
            File.Move(temporary, _registration, overwrite: true);
        });
        _added.Clear();
    }

    private static void Try(string path, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw EvalErrors.Evaluation($"cannot write the store at '{path.ToBytes()}': {SystemError.Text(e).ToBytes()}");
        }
    }
}
