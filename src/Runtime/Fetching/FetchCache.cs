using System;
using System.IO;
using System.Security.Cryptography;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>Where fetched things are kept between evaluations: in <see cref="HomeFolder.Cache"/>.</summary>
internal static class FetchCache
{
    /// <summary>How long an unpinned download counts as fresh (the setting tarball-ttl of Nix has this default).</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);

    /// <summary>The place of something of a kind, named by what it was made from; its folder exists.</summary>
    public static string PlaceOf(string kind, string identity)
    {
        string folder = Path.Combine(HomeFolder.Cache, kind);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            throw EvalErrors.Evaluation($"creating directory \"{folder.ToBytes()}\": {SystemError.Text(e).ToBytes()}");
        }

        return Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(ByteText.ToByteArray(identity)))[..40]);
    }

    /// <summary>Notes where a store path's content lies, for evaluations that know its hash.</summary>
    public static void Remember(string storePath, string physical)
    {
        string place = PlaceOf("known", storePath), temporary = TemporaryFor(place);
        File.WriteAllText(temporary, physical);
        File.Move(temporary, place, overwrite: true);
    }

    /// <summary>Where a store path's content lies; null where nothing is known of it.</summary>
    public static string? Recall(string storePath)
    {
        string place = PlaceOf("known", storePath);
        string? physical = File.Exists(place) ? File.ReadAllText(place) : null;
        return File.Exists(physical) || Directory.Exists(physical) ? physical : null;
    }

    /// <summary>A copy of a file under its hash, which later downloads do not replace.</summary>
    public static (string Path, byte[] Hash) KeepFile(string path)
    {
        byte[] hash;
        using (FileStream file = File.OpenRead(path))
        {
            hash = SHA256.HashData(file);
        }

        string place = PlaceOf("files", Convert.ToHexStringLower(hash));
        if (!File.Exists(place))
        {
            string temporary = TemporaryFor(place);
            File.Copy(path, temporary);
            File.Move(temporary, place, overwrite: true);
        }

        return (place, hash);
    }

    /// <summary>A name beside a place that nobody else uses, to fill before it is moved there.</summary>
    public static string TemporaryFor(string place) => $"{place}.{Environment.ProcessId}-{Guid.NewGuid():N}";

    /// <summary>Moves a finished folder to its place; another process may have been quicker.</summary>
    public static void Settle(string temporary, string place)
    {
        try
        {
            Directory.Move(temporary, place);
        }
        catch (IOException) when (Directory.Exists(place))
        {
            Directory.Delete(temporary, recursive: true);
        }
    }
}
