using System;
using System.Collections.Generic;
using System.IO;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// The settings of Nix that the machine, the user and the environment give: nix.conf in NIX_CONF_DIR (or /etc/nix), the files
/// of NIX_USER_CONF_FILES (or nix.conf in NIX_CONFIG_HOME, else nix/nix.conf in the folders for configuration), NIX_CONFIG (manual, nix.conf).
/// </summary>
public static class NixConfiguration
{
    /// <summary>Names and values in the order in which they are given: later ones win.</summary>
    /// <exception cref="ArgumentException">A line is no setting, or a file that must be included is missing.</exception>
    public static IEnumerable<(string Name, string Value)> Read()
    {
        var settings = new List<(string, string)>();
        AddFile(settings, Path.Combine(SystemFolder, "nix.conf"), isRequired: false);
        // The first file counts most.
        string[] files = UserFiles();
        for (int i = files.Length - 1; i >= 0; i--)
        {
            AddFile(settings, files[i], isRequired: false);
        }

        AddText(settings, Variable("NIX_CONFIG") ?? "", "NIX_CONFIG");
        return settings;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    /// <summary>Where the configuration of the machine lies.</summary>
    internal static string SystemFolder => Variable("NIX_CONF_DIR") ?? "/etc/nix";

    /// <summary>Where that of the user lies.</summary>
    internal static string UserFolder => Variable("NIX_CONFIG_HOME")
        ?? Path.Combine(Variable("XDG_CONFIG_HOME") ?? Path.Combine(ByteText.ToText(HomeFolder.Path), ".config"), "nix");

    private static string[] UserFiles()
    {
        if (Variable("NIX_USER_CONF_FILES") is { } given)
        {
            return given.Split(':', StringSplitOptions.RemoveEmptyEntries);
        }

        var files = new List<string> { Path.Combine(UserFolder, "nix.conf") };
        foreach (string folder in (Variable("XDG_CONFIG_DIRS") ?? "/etc/xdg").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            files.Add(Path.Combine(folder, "nix/nix.conf"));
        }

        return [.. files];
    }

    private static void AddFile(List<(string, string)> settings, string path, bool isRequired)
    {
        try
        {
            AddText(settings, File.ReadAllText(path), path);
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            if (isRequired)
            {
                throw new ArgumentException($"file '{path}' included from a configuration file cannot be read", e);
            }
        }
    }

    private static void AddText(List<(string, string)> settings, string text, string origin)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split('#')[0].Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case []: break;
                case ["include" or "!include", var file]:
                    AddFile(settings, Path.Combine(Path.GetDirectoryName(origin) ?? "", file), words[0] == "include");
                    break;
                case [var name, "=", .. var value]: settings.Add((name, string.Join(' ', value))); break;
                default: throw new ArgumentException($"syntax error in configuration line '{line}' in '{origin}'");
            }
        }
    }
}
