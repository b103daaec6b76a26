using System;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>Archives unpacked to a folder: tar, plain or compressed with gzip, xz, zstd or bzip2, and zip.</summary>
internal static class Archives
{
    /// <summary>What was unpacked: the folder (the single one inside, if there is just one), and the time of the newest entry, below zero where there is none.</summary>
    public sealed record Unpacked(string Folder, long LastModified);

    /// <exception cref="EvalException">It is no archive, is broken, or wants to write outside.</exception>
    public static Unpacked Unpack(string archive, string target, int pos)
    {
        Directory.CreateDirectory(target);
        try
        {
            long newest = IsZip(archive) ? UnzipTo(archive, target) : UntarTo(archive, target, pos);
            string[] entries = Directory.GetFileSystemEntries(target);
            bool isSingle = entries.Length == 1 && Directory.Exists(entries[0]) && new FileInfo(entries[0]).LinkTarget == null;
            return new Unpacked(isSingle ? entries[0] : target, newest);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or UnauthorizedAccessException)
        {
            throw EvalErrors.Evaluation($"cannot unpack the archive: {SystemError.Text(e).ToBytes()}", pos);
        }
    }

    private static byte[] Magic(string archive)
    {
        using FileStream file = File.OpenRead(archive);
        var magic = new byte[6];
        int read = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        return magic[..read];
    }

    private static bool IsZip(string archive) => Magic(archive).AsSpan().StartsWith("PK\u0003\u0004"u8);

    private static long UnzipTo(string archive, string target)
    {
        using ZipArchive zip = ZipFile.OpenRead(archive);
        long newest = 0;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            newest = Math.Max(newest, entry.LastWriteTime.ToUnixTimeSeconds());
        }

        zip.ExtractToDirectory(target);
        return newest;
    }

    private static long UntarTo(string archive, string target, int pos)
    {
        byte[] magic = Magic(archive);
        if (magic.Length == 0)
        {
            // An archive of nothing to libarchive.
            return -1;
        }

        using FileStream file = File.OpenRead(archive);
        if (magic.AsSpan().StartsWith((byte[])[0x1f, 0x8b]))
        {
            using var gzip = new GZipStream(file, CompressionMode.Decompress);
            return ReadTar(gzip, target);
        }

        string? tool = magic.AsSpan().StartsWith((byte[])[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? "xz"
            : magic.AsSpan().StartsWith((byte[])[0x28, 0xb5, 0x2f, 0xfd]) ? "zstd"
            : magic.AsSpan().StartsWith("BZh"u8) ? "bzip2" : null;
        if (tool != null)
        {
            return ReadThrough(tool, archive, target, pos);
        }

        return IsTar(file) ? ReadTar(file, target) : throw EvalErrors.Evaluation("Failed to open archive (Unrecognized archive format)", pos);
    }

    /// <summary>Whether a file begins with a header whose sum is right, as in every kind of tar, or with nothing but zeros, as an archive of nothing.</summary>
    private static bool IsTar(FileStream file)
    {
        const int Header = 512, SumAt = 148, SumLength = 8;
        Span<byte> header = stackalloc byte[Header];
        int read = file.ReadAtLeast(header, Header, throwOnEndOfStream: false);
        file.Position = 0;
        int sum = 0, written = 0;
        for (int i = 0; i < Header; i++)
        {
            bool isInSum = i is >= SumAt and < SumAt + SumLength;
            sum += isInSum ? ' ' : header[i];
            written = isInSum && header[i] is >= (byte)'0' and <= (byte)'7' ? (written * 8) + header[i] - '0' : written;
        }

        return read == Header && (written == sum || !header.ContainsAnyExcept((byte)0));
    }

    /// <summary>.NET has no reader for these; the commands are on every machine that builds software.</summary>
    private static long ReadThrough(string tool, string archive, string target, int pos)
    {
        var start = new ProcessStartInfo(tool, ["-dc", archive]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            System.Threading.Tasks.Task<string> errors = process.StandardError.ReadToEndAsync();
            long newest = ReadTar(process.StandardOutput.BaseStream, target);
            process.StandardOutput.BaseStream.CopyTo(Stream.Null);
            process.WaitForExit();
            return process.ExitCode == 0 ? newest : throw new InvalidDataException($"{tool}: {errors.Result.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw EvalErrors.Evaluation($"unpacking this archive needs the command '{tool}', which is not there", pos);
        }
    }

    private static long ReadTar(Stream stream, string target)
    {
        using var tar = new TarReader(stream, leaveOpen: true);
        long newest = 0;
        try
        {
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes))
                {
                    newest = Math.Max(newest, entry.ModificationTime.ToUnixTimeSeconds());
                    Extract(entry, target);
                }
            }
        }
        catch (EndOfStreamException)
        {
            throw EvalErrors.Evaluation("cannot read file from tarball: Truncated tar archive detected while reading data");
        }

        return newest;
    }

    private static void Extract(TarEntry entry, string target)
    {
        if ((entry.Name + entry.LinkName).Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new InvalidDataException($"the name '{entry.Name}' is not UTF-8");
        }

        string path = Inside(target, entry.Name);
        if (path == target)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Directory.CreateDirectory(path);
                break;
            case TarEntryType.SymbolicLink:
                File.Delete(path);
                File.CreateSymbolicLink(path, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                string linked = Inside(target, entry.LinkName);
                File.Copy(File.Exists(linked) ? linked : throw NoLinked(entry), path, overwrite: true);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                File.Delete(path);
                using (FileStream file = File.Create(path))
                {
                    entry.DataStream?.CopyTo(file);
                }

                bool executable = (entry.Mode & UnixFileMode.UserExecute) != 0;
                if (executable && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }

                break;
            default:
                throw EvalErrors.Evaluation($"file '{entry.Name.ToBytes()}' in tarball has unsupported file type {ModeOf(entry.EntryType)}");
        }
    }

    private static EvalException NoLinked(TarEntry entry)
    {
        string linked = PathText.Canonicalize("/" + entry.LinkName.ToBytes()), name = PathText.Canonicalize("/" + entry.Name.ToBytes());
        EvalException error = EvalErrors.Evaluation($"path '{linked}' does not exist");
        error.AddFrame($"while creating a hard link from '{name}' to '{linked}'", 0);
        return error;
    }

    // The bits of st_mode, which Nix shows.
    private static int ModeOf(TarEntryType type) => type switch
    {
        TarEntryType.Fifo => 0x1000,
        TarEntryType.CharacterDevice => 0x2000,
        TarEntryType.BlockDevice => 0x6000,
        _ => 0,
    };

    /// <summary>The path of an entry; <c>..</c> at the top stays there, and links of the archive do not lead outside.</summary>
    private static string Inside(string target, string name)
    {
        string current = target;
        foreach (string part in PathText.Canonicalize("/" + name).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (current != target && new FileInfo(current).LinkTarget != null)
            {
                throw new InvalidDataException($"'{name}' lies behind a link");
            }

            current = Path.Combine(current, part);
        }

        return current;
    }
}
