using System;
using System.IO;
using System.Text;
using System.Text.Json;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Transpiler;

namespace Tvix.Aot.Cli.Commands;

/// <summary>
/// <c>eval --json-lines</c>: one object <c>{"id","file","expr"}</c> a line in, one
/// <c>{"id","ok","value"|"error"}</c> a line out. Bytes that are not UTF-8 are U+DC80..U+DCFF both ways.
/// </summary>
internal static class JsonLines
{
    public static int Run(EvalEngine engine, Func<SourceText, Value> evaluate, EvalOptions options, Func<SourceText, Tracer> tracer)
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        options.Strict = true;
        EvalStack.MayAbandon = true;
        Session.ForgetsNames = true;
        while (input.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                Request request = Read(line);
                Output.WriteOut((request.Source == null ? Failure(request.Id, "this is no request: {\"id\":…,\"expr\":\"…\",\"file\":\"…\"}".ToBytes())
                    : Answer(engine, evaluate, options, tracer, request.Id, request.Source)) + "\n");
            }
        }

        return 0;
    }

    /// <param name="Id">As JSON.</param>
    /// <param name="Source">Null where the line has none.</param>
    private sealed record Request(string Id, SourceText? Source);

    private static Request Read(string line)
    {
        string id = "null";
        try
        {
            using JsonDocument request = JsonDocument.Parse(line);
            if (request.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new Request(id, null);
            }

            id = request.RootElement.TryGetProperty("id", out JsonElement given) ? given.GetRawText() : id;
            bool hasText = request.RootElement.TryGetProperty("expr", out JsonElement text) && text.ValueKind == JsonValueKind.String;
            bool hasFile = request.RootElement.TryGetProperty("file", out JsonElement file) && file.ValueKind == JsonValueKind.String;
            string bytes = hasText ? Bytes(Escaped(text)) : "";
            return new Request(id, !hasText ? null : hasFile ? NixTranspiler.FileText(file.GetString()!.ToBytes(), bytes)
                : SourceText.OfExpression(bytes, Directory.GetCurrentDirectory().ToBytes()));
        }
        catch (JsonException)
        {
            return new Request(id, null);
        }
    }

    // System.Text.Json refuses lone surrogates; the raw text is unescaped by hand.
    private static string Escaped(JsonElement element)
    {
        string raw = element.GetRawText();
        if (!raw.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
        {
            return element.GetString()!;
        }

        var text = new StringBuilder();
        for (int i = 1; i < raw.Length - 1; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            char c = raw[++i];
            if (c == 'u')
            {
                text.Append((char)Convert.ToInt32(raw.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append(c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => c });
            }
        }

        return text.ToString();
    }

    private static string Bytes(string text)
    {
        var bytes = new StringBuilder();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            bool escaped = i < text.Length && text[i] is >= '\uDC80' and <= '\uDCFF' && (i == 0 || !char.IsHighSurrogate(text[i - 1]));
            if (escaped || i == text.Length)
            {
                bytes.Append(text[start..i].ToBytes());
                bytes.Append(escaped ? ((char)(text[i] - 0xDC00)).ToString() : "");
                start = i + 1;
            }
        }

        return bytes.ToString();
    }

    private static string Answer(
        EvalEngine engine, Func<SourceText, Value> evaluate, EvalOptions options, Func<SourceText, Tracer> tracer, string id, SourceText source)
    {
        EvalHost host = options.MakeHost(Output.Err);
        host.Engine = engine;
        try
        {
            string value = Evaluation.Text(host, options, () => evaluate(source));
            return $"{{\"id\":{id},\"ok\":true,\"value\":{Quote(value.TrimEnd('\n'))}}}";
        }
        catch (EvalException e)
        {
            return Failure(id, tracer(source).MessageOf(e, host, options));
        }
        catch (InsufficientExecutionStackException)
        {
            return Failure(id, "stack overflow; max-call-depth exceeded");
        }
        catch (Exception e) when (MemoryErrors.Is(e))
        {
            return Failure(id, "out of memory");
        }
    }

    private static string Failure(string id, string message) => $"{{\"id\":{id},\"ok\":false,\"error\":{Quote(message)}}}";

    /// <summary>A byte string as a JSON string; bytes that are not UTF-8 become lone low surrogates.</summary>
    private static string Quote(string bytes)
    {
        var text = new StringBuilder("\"");
        ReadOnlySpan<byte> rest = ByteText.ToByteArray(bytes);
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.Value < 0x20 || rune.Value is '"' or '\\' || rune.Value > 126
                    ? Unicode(rune)
                    : rune.ToString());
            }
            else
            {
                length = 1;
                text.Append("\\udc").Append(rest[0].ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            }

            rest = rest[length..];
        }

        return text.Append('"').ToString();
    }

    private static string Unicode(Rune rune)
    {
        var text = new StringBuilder();
        foreach (char c in rune.ToString())
        {
            text.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
