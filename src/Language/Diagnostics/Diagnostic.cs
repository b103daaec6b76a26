using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Language.Diagnostics;

/// <summary>One message about a Nix file: id, place, text. NIX1xxx syntax, NIX2xxx binding.</summary>
public sealed record Diagnostic(string Id, SourceText Source, int Offset, string Message, bool IsError = true, string? Suggestion = null)
{
    /// <summary>Whether its text shows the lines around the place.</summary>
    public bool HasExcerpt { get; init; } = IsError;

    public LinePosition Position => Source.PositionOf(Offset);

    /// <summary>The message as Nix words it: <c>error: …</c>, the place, the lines around it with a caret.</summary>
    public string Render()
    {
        LinePosition at = Position;
        if (!HasExcerpt)
        {
            return string.Format(CultureInfo.InvariantCulture, "warning: at {0}:{1}:{2}: {3}\n", Source.Path, at.Line, at.Column, Message);
        }

        var text = new StringBuilder(IsError ? "error: " : "warning: ").Append(Message).Append('\n');
        Excerpt.Append(text, Source, at, IsError ? "       " : "         ");
        if (Suggestion != null)
        {
            text.Append("       Did you mean ").Append(Suggestion).Append("?\n");
        }

        return text.ToString();
    }

    /// <summary>The form that MSBuild and editors read: <c>file(3,5): error NIX2001: …</c>.</summary>
    public string RenderCanonical()
    {
        LinePosition at = Position;
        return string.Format(
            CultureInfo.InvariantCulture, "{0}({1},{2}): {3} {4}: {5}", Source.Path, at.Line, at.Column, IsError ? "error" : "warning", Id, Message.Split('\n')[0]);
    }
}

/// <summary>Collects the diagnostics of one or more files.</summary>
public sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = new();

    public IReadOnlyList<Diagnostic> Items => _items;

    public bool HasErrors => _items.Exists(d => d.IsError);

    public void Add(Diagnostic diagnostic)
    {
        // After a syntax error the parser may stumble over the same place again; one message a place is enough.
        if (!_items.Exists(d => d.Source == diagnostic.Source && d.Offset == diagnostic.Offset && d.IsError == diagnostic.IsError))
        {
            _items.Add(diagnostic);
        }
    }
}
