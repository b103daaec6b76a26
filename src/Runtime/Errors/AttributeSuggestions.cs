using System.Collections.Generic;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>"Did you mean" among the names of a set.</summary>
internal static class AttributeSuggestions
{
    // Nix gives up on sets of any size; a suggestion is not worth more than this much work.
    private const int MostNames = 20_000;

    public static string? Near(NixAttrs set, string wanted)
    {
        if (set.Count > MostNames)
        {
            return null;
        }

        var names = new List<string>(set.Count);
        foreach (int key in set.Shape.Keys)
        {
            names.Add(Symbols.Name(key));
        }

        return NameSuggestions.Near(names, wanted);
    }
}
