using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>Files by URL: http, https and file. Downloads are kept for a while, and are whole or not there at all.</summary>
internal static class Download
{
    private const int Attempts = 3;

    private static readonly Lazy<HttpClient> s_client = new(() => new HttpClient(
        new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, ConnectTimeout = TimeSpan.FromSeconds(15) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "tvix-aot" } },
    });

    /// <summary>A local file with the content of a URL.</summary>
    /// <param name="url">A byte string.</param>
    /// <param name="mayBeOld">Whether the content is checked by a hash, so that a copy of any age will do.</param>
    /// <exception cref="EvalException">There is no such content, or it cannot be had.</exception>
    public static string ToFile(string url, bool mayBeOld, int pos)
    {
        int colon = url.IndexOf("://", StringComparison.Ordinal);
        string scheme = colon > 0 ? url[..colon] : throw EvalErrors.Evaluation($"URL '{url}' doesn't have a scheme", pos);
        switch (scheme)
        {
            case "file":
                string path = Uri.UnescapeDataString(ByteText.ToText(url[(colon + 3)..]));
                return File.Exists(path) && IsReadable(path) ? path : throw EvalErrors.Evaluation(
                    $"unable to download '{url}': Could not read a file:// file (37) Could not open file {path.ToBytes()}", pos);
            case "http" or "https":
                return Fetched(url, mayBeOld, pos);
            default:
                throw EvalErrors.Unsupported($"downloading by the scheme '{scheme}' ('{url}')", pos);
        }
    }

    private static bool IsReadable(string path)
    {
        bool isOpen = UnixFile.Open(path.ToBytes(), out OpenFile file, out _) == 0;
        file.Dispose();
        return isOpen;
    }

    private static string Fetched(string url, bool mayBeOld, int pos)
    {
        string place = FetchCache.PlaceOf("downloads", url);
        if (File.Exists(place) && (mayBeOld || DateTime.UtcNow - File.GetLastWriteTimeUtc(place) < FetchCache.TimeToLive))
        {
            return place;
        }

        string temporary = FetchCache.TemporaryFor(place);
        try
        {
            GetWithRetries(url, temporary, pos);
            File.Move(temporary, place, overwrite: true);
            return place;
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            throw EvalErrors.Evaluation($"unable to download '{url}': {SystemError.Text(e).ToBytes()}", pos);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void GetWithRetries(string url, string target, int pos)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Get(url, target, pos, isLast: attempt == Attempts);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TryAgainException)
            {
                if (attempt == Attempts || e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError })
                {
                    throw EvalErrors.Evaluation($"unable to download '{url}': {e.Message.ToBytes()}", pos);
                }
            }

            Thread.Sleep(TimeSpan.FromMilliseconds(250 << attempt));
        }
    }

    private static void Get(string url, string target, int pos, bool isLast)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ByteText.ToText(url));
        using HttpResponseMessage response = s_client.Value.Send(request, HttpCompletionOption.ResponseHeadersRead);
        using Stream body = response.Content.ReadAsStream();
        if (response.IsSuccessStatusCode)
        {
            using FileStream file = File.Create(target);
            body.CopyTo(file);
            CheckLength(response, file.Length);
            return;
        }

        if (!isLast && (int)response.StatusCode is 429 or >= 500)
        {
            throw new TryAgainException();
        }

        using var reader = new StreamReader(body);
        string text = reader.ReadToEnd().TrimEnd().ToBytes();
        throw EvalErrors.Evaluation(
            $"unable to download '{url}': HTTP error {(int)response.StatusCode}" + (text.Length > 0 ? "\n\nresponse body:\n\n" + text : ""), pos);
    }

    private static void CheckLength(HttpResponseMessage response, long length)
    {
        if (response.Content.Headers.ContentLength is { } announced && announced != length)
        {
            throw new IOException($"the response ended after {length} of {announced} bytes");
        }
    }

    private sealed class TryAgainException : Exception;
}
