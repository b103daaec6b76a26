using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Cli.Commands;

/// <summary>The settings of Nix, which every command takes: <c>--option NAME VALUE</c>, and each as a flag of its name.</summary>
internal sealed class SettingOptions
{
    /// <summary>How a flag of a setting's name travels: NAME=VALUE.</summary>
    private const string OfFlag = "--setting";

    private readonly Option<string[]> _features = new("--extra-experimental-features")
    {
        Description = "experimental features of Nix to allow: pipe-operators, flakes, fetch-tree, ca-derivations ...",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _options = CommonOptions.Pair("--option", "a setting of Nix, as in nix.conf; also as --NAME VALUE");
    private readonly Option<string[]> _flags = new(OfFlag) { Hidden = true };

    public void AddTo(Command command)
    {
        command.Add(_features);
        command.Add(_options);
        command.Add(_flags);
    }

    /// <summary>The settings of the machine, the user, the environment and the command line.</summary>
    /// <exception cref="CommandException">A value is of the wrong kind.</exception>
    public EvalOptions Read(ParseResult result)
    {
        try
        {
            EvalOptions options = EvalOptions.Parse([], "/");
            AddTo(options, result);
            return options;
        }
        catch (ArgumentException e)
        {
            throw new CommandException(e.Message);
        }
    }

    /// <summary>Takes over those of the command line, and says what there is to say of all.</summary>
    /// <exception cref="ArgumentException">A value is of the wrong kind.</exception>
    public void AddTo(EvalOptions options, ParseResult result)
    {
        foreach ((string name, string value) in CommonOptions.PairsOf(result.GetValue(_options)))
        {
            options.SetGently(name, value);
        }

        foreach (string names in result.GetValue(_features) ?? [])
        {
            options.Set("extra-experimental-features", names);
        }

        foreach ((string name, string value) in CommonOptions.PairsOf(result.GetValue(_flags)))
        {
            options.Set(name, value);
        }

        options.WriteWarnings(Output.Err);
    }

    /// <summary>Flags of settings that a command does not list, in the form in which it takes them; flags of nix-instantiate that mean nothing here are left out.</summary>
    /// <param name="args">The command's name and what follows.</param>
    /// <param name="commands">All commands.</param>
    public static IEnumerable<string> Normalise(IReadOnlyList<string> args, IEnumerable<Command> commands)
    {
        Command? command = args.Count > 0 ? commands.FirstOrDefault(c => c.Name == args[0]) : null;
        var own = new HashSet<string>(command?.Options.SelectMany(o => o.Aliases.Append(o.Name)) ?? [], StringComparer.Ordinal);
        for (int i = 0; i < args.Count; i++)
        {
            string word = args[i];
            if (command == null || own.Contains(word))
            {
                yield return word;
            }
            else if (command.Name == "eval" && NixSettings.WordsAfterIgnored(word) is { } ignored)
            {
                i += ignored;
            }
            else if (NixSettings.OfFlag(word) is var (name, value))
            {
                yield return $"{OfFlag}={name}={value ?? (++i < args.Count ? args[i] : throw new CommandException($"flag '{word}' requires 1 argument(s), but only 0 were given"))}";
            }
            else
            {
                yield return word;
            }
        }
    }
}
