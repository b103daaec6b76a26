using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Tvix.Aot.Language.Diagnostics;
using Tvix.Aot.Language.Text;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Cli.Commands;

/// <summary>Diagnostics as SARIF 2.1.0, the format that code-scanning services read.</summary>
internal static class Sarif
{
    public static string Text(IReadOnlyList<Diagnostic> diagnostics)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, diagnostics);
            json.WriteStartArray("results");
            foreach (Diagnostic d in diagnostics)
            {
                WriteResult(json, d);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void WriteTool(Utf8JsonWriter json, IReadOnlyList<Diagnostic> diagnostics)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "tvix-aot");
        json.WriteStartArray("rules");
        foreach (string id in diagnostics.Select(d => d.Id).Distinct().Order(StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Diagnostic d)
    {
        LinePosition at = d.Position;
        json.WriteStartObject();
        json.WriteString("ruleId", d.Id);
        json.WriteString("level", d.IsError ? "error" : "warning");
        json.WriteStartObject("message");
        json.WriteString("text", ByteText.ToText(d.Message));
        json.WriteEndObject();
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", new Uri(ByteText.ToText(d.Source.Path)).AbsoluteUri);
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", at.Line);
        json.WriteNumber("startColumn", at.Column);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
