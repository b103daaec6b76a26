using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;

namespace Tvix.Aot.MSBuild;

/// <summary>A file that gets a class of its own.</summary>
/// <param name="Spec">As the project names it.</param>
/// <param name="Path">Where it lies, a char for each byte.</param>
internal sealed record NixEntry(string Spec, string Path, string ClassName)
{
    // The namespace of the generated code that these classes call.
    private const string Reserved = "Generated";

    /// <summary>What is wrong with the names of classes: of each such entry its id, and what to tell the user.</summary>
    public static IEnumerable<(NixEntry Entry, string Id, string Message)> WrongNames(IEnumerable<NixEntry> entries)
    {
        var first = new Dictionary<string, NixEntry>(StringComparer.Ordinal);
        foreach (NixEntry entry in entries)
        {
            if (!Regex.IsMatch(entry.ClassName, @"^[\p{L}_][\p{L}\p{Nd}_]*$"))
            {
                yield return (entry, "NIX0002", $"'{entry.ClassName}' is not a name for a C# class; give the item another ClassName");
            }
            else if (entry.ClassName == Reserved)
            {
                yield return (entry, "NIX0003", $"the class cannot be called {Reserved}, as the namespace of generated code; give the item a ClassName");
            }
            else if (first.TryGetValue(entry.ClassName, out NixEntry? other))
            {
                yield return (entry, "NIX0003", $"the class {entry.ClassName} is already that of {other.Spec}; give one of the items a ClassName");
            }
            else
            {
                first.Add(entry.ClassName, entry);
            }
        }
    }

    /// <summary><c>my-config.nix</c> is <c>MyConfig</c>; <c>site/default.nix</c> is <c>Site</c>.</summary>
    public static string NameOf(string spec)
    {
        string file = System.IO.Path.GetFileNameWithoutExtension(spec);
        string folder = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(spec) ?? "");
        var name = new StringBuilder();
        bool upper = true;
        foreach (char c in file == "default" && folder.Length > 0 ? folder : file)
        {
            if (!char.IsLetterOrDigit(c))
            {
                upper = true;
                continue;
            }

            name.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return name.Length == 0 || char.IsDigit(name[0]) ? "Nix" + name : name.ToString();
    }
}
