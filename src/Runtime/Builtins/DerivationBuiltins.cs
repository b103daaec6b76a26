using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// derivation and derivationStrict, computed without a store. Structured attributes, content-addressed and impure derivations and
/// the hash modes text and git fail with an error that names them.
/// </summary>
public static unsafe class DerivationBuiltins
{
    private static readonly int s_all = Symbols.Intern("all"), s_drvAttrs = Symbols.Intern("drvAttrs"), s_out = Symbols.Intern("out");

    /// <summary><c>derivation</c>: a function with formals in Nix, and so here.</summary>
    internal static readonly NixLambda Derivation = new(new LambdaInfo(
        "derivation", 1, (delegate*<object?, object?, Value, Value>)&Make, 0, ["drvAttrs"], new FormalsInfo([Symbols.Outputs], [true], [0], true)));

    private sealed class Package
    {
        public required Thunk Strict;
        public required NixAttrs Common;
        public required string[] Names;
        public Thunk[] Values = [];
    }

    private static Value Make(object? a, object? b, Value argument)
    {
        NixAttrs attrs = Op.FormalsArgument(argument, Derivation.Info);
        NixList outputs = attrs.Find(Symbols.Outputs) is { } given ? Op.ForceList(given, 0) : NixList.Of([new Slot(Symbols.NameString(s_out))]);
        if (outputs.Count == 0)
        {
            throw EvalErrors.Evaluation("'builtins.head' called on an empty list");
        }

        var names = new string[outputs.Count];
        var package = new Package { Strict = new Thunk(&RunStrict, attrs), Common = attrs, Names = names, Values = new Thunk[outputs.Count] };
        var byName = new AttrsBuilder(names.Length);
        var all = new Slot[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Op.ForceStringNoContext(outputs[i], 0);
            package.Values[i] = new Thunk(&RunOutput, package, NixInt.Of(i));
            all[i].V = package.Values[i];
            byName.Add(names[i], package.Values[i]);
        }

        var extra = new AttrsBuilder(2);
        extra.Add(s_all, NixList.Of(all));
        extra.Add(s_drvAttrs, attrs);
        package.Common = NixAttrs.Update(NixAttrs.Update(attrs, byName.ToAttrs()), extra.ToAttrs());
        return package.Values[0].Force();
    }

    private static Value RunStrict(object? attrs, object? unused) => Strict((NixAttrs)attrs!, 0);

    private static Value RunOutput(object? state, object? index)
    {
        var package = (Package)state!;
        string name = package.Names[((NixInt)index!).Value];
        var own = new AttrsBuilder(4);
        own.Add(Symbols.OutPath, new Thunk(&RunSelect, package.Strict, new SelectSite(Symbols.Intern(name), 0)));
        own.Add(Symbols.DrvPath, new Thunk(&RunSelect, package.Strict, new SelectSite(Symbols.DrvPath, 0)));
        own.Add(Symbols.Type, new NixString("derivation"));
        own.Add(Symbols.OutputName, new NixString(name));
        return NixAttrs.Update(package.Common, own.ToAttrs());
    }

    private static Value RunSelect(object? set, object? site)
    {
        var s = (SelectSite)site!;
        return Op.Select((Value)set!, s.Name, ref s.Hint, 0);
    }

    /// <summary>Manual, builtins.derivationStrict: the paths of a derivation and its outputs.</summary>
    public static Value Strict(Value argument, int pos)
    {
        NixAttrs attrs = Op.ForceAttrs(argument, pos);
        string name = Op.ForceStringNoContext(ListBuiltins.Required(attrs, Symbols.NameSymbol, pos), pos);
        CheckName(name, pos);
        var builder = new Draft(name, pos);
        builder.Read(attrs);
        return builder.Finish();
    }

    private static void CheckName(string name, int pos)
    {
        try
        {
            StorePaths.CheckName(name, name, pos);
        }
        catch (EvalException e)
        {
            throw EvalErrors.Evaluation($"invalid derivation name: {e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..]}. Please pass a different 'name'.", pos);
        }
    }

    /// <summary>A derivation while its attributes are read, in the order of their names.</summary>
    private sealed class Draft
    {
        private readonly Store.Derivation _drv = new();
        private readonly string _name;
        private readonly int _pos;
        private StringContext? _context;
        private string? _outputHash;
        private string? _outputHashAlgorithm;
        private bool _recursive;
        private List<string> _outputs = ["out"];

        public Draft(string name, int pos)
        {
            _name = name;
            _pos = pos;
        }

        public void Read(NixAttrs attrs)
        {
            if (attrs.Find(Symbols.Intern("__structuredAttrs")) is { } structured && Op.ForceBool(structured, _pos))
            {
                throw EvalErrors.Unsupported("a derivation with __structuredAttrs", _pos);
            }

            bool ignoreNulls = attrs.Find(Symbols.IgnoreNulls) is { } ignore && Op.ForceBool(ignore, _pos);
            Shape shape = attrs.Shape;
            foreach (int index in shape.ByName)
            {
                string key = Symbols.Name(shape.Keys[index]);
                Value value = attrs.Values[index].V;
                if (key == "__ignoreNulls" || (ignoreNulls && Op.Force(value) is NixNull))
                {
                    continue;
                }

                if (key is "__contentAddressed" or "__impure" && Op.ForceBool(value, _pos))
                {
                    throw EvalErrors.Unsupported($"a derivation with {key}", _pos);
                }

                if (key == "args")
                {
                    foreach (Slot item in Op.ForceList(value, _pos).Items.ToArray())
                    {
                        _drv.Arguments.Add(Text(item.V));
                    }
                }
                else
                {
                    ReadVariable(key, Text(value));
                }
            }
        }

        private string Text(Value value) => Coercion.ToText(value, ref _context, _pos, CoercionMode.Strong | CoercionMode.CopyToStore);

        private void ReadVariable(string key, string text)
        {
            _drv.Environment[key] = text;
            switch (key)
            {
                case "builder": _drv.Builder = text; break;
                case "system": _drv.Platform = text; break;
                case "outputHash": _outputHash = text; break;
                case "outputHashAlgo": _outputHashAlgorithm = text.Length > 0 ? text : null; break;
                case "outputHashMode": ReadMode(text); break;
                case "outputs": ReadOutputs(text); break;
            }
        }

        private void ReadMode(string mode)
        {
            _recursive = mode switch
            {
                "recursive" or "nar" => true,
                "flat" => false,
                "text" or "git" => throw EvalErrors.Unsupported($"outputHashMode '{mode}'", _pos),
                _ => throw EvalErrors.Evaluation($"invalid value '{mode}' for 'outputHashMode' attribute", _pos),
            };
        }

        private void ReadOutputs(string text)
        {
            _outputs = [];
            foreach (string output in text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                if (_outputs.Contains(output))
                {
                    throw EvalErrors.Evaluation($"duplicate derivation output '{output}'", _pos);
                }

                if (output == "drvPath")
                {
                    throw EvalErrors.Evaluation($"invalid derivation output name '{output}'", _pos);
                }

                _outputs.Add(output);
            }

            if (_outputs.Count == 0)
            {
                throw EvalErrors.Evaluation("derivation cannot have an empty set of outputs", _pos);
            }
        }

        public Value Finish()
        {
            AddInputs();
            Require(_drv.Builder, "builder");
            Require(_drv.Platform, "system");
            if (_name.EndsWith(".drv", StringComparison.Ordinal))
            {
                throw EvalErrors.Evaluation("derivation names are allowed to end in '.drv' only if they produce a single derivation file", _pos);
            }

            if (_outputHash != null)
            {
                AddFixedOutput(_outputHash);
            }
            else
            {
                AddOutputs();
            }

            return Result(_drv.Register(_name));
        }

        private void Require(string value, string attribute)
        {
            if (value.Length == 0)
            {
                throw EvalErrors.Evaluation($"required attribute '{attribute}' missing", _pos);
            }
        }

        private void AddInputs()
        {
            foreach (string element in _context?.Elements ?? [])
            {
                string path = ContextText.PathOf(element);
                switch (element[0])
                {
                    case '!': AddInput(path, element[1..element.IndexOf('!', 1)]); break;
                    case '=': AddClosure(path, []); break;
                    default: _drv.InputSources.Add(path); break;
                }
            }
        }

        private void AddInput(string drvPath, string output)
        {
            if (!_drv.InputDerivations.TryGetValue(drvPath, out SortedSet<string>? outputs))
            {
                _drv.InputDerivations.Add(drvPath, outputs = new SortedSet<string>(StringComparer.Ordinal));
            }

            outputs.Add(output);
        }

        /// <summary>A reference to a .drv file itself: everything it refers to, with all outputs.</summary>
        private void AddClosure(string path, HashSet<string> seen)
        {
            if (!seen.Add(path))
            {
                return;
            }

            _drv.InputSources.Add(path);
            if (Store.Derivation.Find(path) is not { } drv)
            {
                return;
            }

            foreach (string output in drv.Outputs.Keys)
            {
                AddInput(path, output);
            }

            foreach (string source in drv.InputSources)
            {
                AddClosure(source, seen);
            }

            foreach (string input in drv.InputDerivations.Keys)
            {
                AddClosure(input, seen);
            }
        }

        private void AddFixedOutput(string text)
        {
            if (_outputs.Count != 1 || _outputs[0] != "out")
            {
                throw EvalErrors.Evaluation("multiple outputs are not supported in fixed-output derivations", _pos);
            }

            (string algorithm, byte[] hash) = text.Length == 0 ? EmptyHash() : HashBuiltins.Parse(text, _outputHashAlgorithm, _pos);
            string hex = Convert.ToHexStringLower(hash), method = (_recursive ? "r:" : "") + algorithm;
            string path = _recursive && algorithm == "sha256"
                ? StorePaths.ForArchive(_name, hash)
                : StorePaths.Make("output:out", Convert.ToHexStringLower(SHA256.HashData(ByteText.ToByteArray($"fixed:out:{method}:{hex}:"))), _name);
            _drv.Outputs["out"] = new DerivationOutput(path, method, hex);
            _drv.Environment["out"] = path;
        }

        private (string Algorithm, byte[] Hash) EmptyHash()
        {
            string algorithm = _outputHashAlgorithm ?? throw EvalErrors.Evaluation("empty hash requires explicit hash algorithm", _pos);
            int size = algorithm switch { "md5" => 16, "sha1" => 20, "sha512" => 64, _ => 32 };
            var zero = new byte[size];
            Host.EvalHost.Current.WriteError($"warning: found empty hash, assuming '{algorithm}-{Convert.ToBase64String(zero)}'\n");
            return (algorithm, zero);
        }

        private void AddOutputs()
        {
            foreach (string output in _outputs)
            {
                _drv.Environment[output] = "";
                _drv.Outputs[output] = new DerivationOutput("");
            }

            string hash = _drv.HashForOutputs();
            foreach (string output in _outputs)
            {
                string path = StorePaths.Make("output:" + output, hash, output == "out" ? _name : _name + "-" + output);
                _drv.Environment[output] = path;
                _drv.Outputs[output] = new DerivationOutput(path);
            }
        }

        private NixAttrs Result(string drvPath)
        {
            var result = new AttrsBuilder(1 + _outputs.Count);
            result.Add(Symbols.DrvPath, new NixString(drvPath, StringContext.Of("=" + drvPath)));
            foreach (string output in _outputs)
            {
                result.Add(output, new NixString(_drv.Outputs[output].Path, StringContext.Of($"!{output}!{drvPath}")));
            }

            return result.ToAttrs();
        }
    }
}
