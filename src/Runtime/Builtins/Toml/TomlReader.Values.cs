using System;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>Values: what they are is guessed from how they begin.</summary>
internal sealed partial class TomlReader
{
    // About where the stack of Nix ends.
    private const int DeepestNesting = 25_000;

    private int _nesting;

    private TomlNode ReadValue()
    {
        EvalStack.EnterWalk();
        if (_nesting++ > DeepestNesting)
        {
            throw EvalErrors.Evaluation("stack overflow (possible infinite recursion)");
        }

        try
        {
            return ReadValueHere(_at);
        }
        finally
        {
            _nesting--;
            EvalStack.Depth--;
        }
    }

    private TomlNode ReadValueHere(int start) => Peek() switch
    {
        '"' => Scalar(start, new NixString(At("\"\"\"") ? ReadMultilineBasic() : ReadBasicString())),
        '\'' => Scalar(start, new NixString(At("'''") ? ReadMultilineLiteral() : ReadLiteralString())),
        '[' => ReadArray(),
        '{' => ReadInlineTable(),
        't' or 'f' => ReadBoolean(),
        'T' => throw WrongCase("true", "true or false"),
        'F' => throw WrongCase("false", "true or false"),
        'i' when At("inf") => ReadNumber(),
        'n' when At("nan") => ReadNumber(),
        'i' or 'I' => throw WrongCase("inf", NumberBegins),
        'n' or 'N' => throw WrongCase("nan", NumberBegins),
        _ => ReadNumber(),
    };

    private const string NumberBegins = "from `1` to `9` or digit [0-9] or inf or nan";

    private TomlScalar Scalar(int start, Value value) => new(new TomlRegion(start, _at - start), value);

    private TomlError WrongCase(string word, string expected) =>
        new($"toml::parse_value: `{word}` must be in lowercase. A string must be surrounded by quotes.", _at, "expected " + expected);

    private TomlScalar ReadBoolean()
    {
        int start = _at;
        foreach ((string word, NixBool value) in new[] { ("true", NixBool.True), ("false", NixBool.False) })
        {
            if (At(word))
            {
                _at += word.Length;
                return Scalar(start, value);
            }
        }

        throw new TomlError(
            "toml::parse_boolean: invalid boolean: boolean must be `true` or `false`, in lowercase. string must be surrounded by `\"`", _at, "expected true or false");
    }

    private TomlArray ReadArray()
    {
        int start = _at++;
        var array = new TomlArray(new TomlRegion(start, 0));
        TomlError? failed = null;
        bool mayFollow = true, isStuck = false;
        SkipSpacer(isStrict: false);
        while (_at < _text.Length && Peek() != ']' && !isStuck)
        {
            if (!mayFollow)
            {
                throw new TomlError("toml::parse_array: expected value-separator `,` or closing `]`", _at, "here");
            }

            try
            {
                mayFollow = ReadElement(array);
            }
            catch (TomlError e)
            {
                _errors.Add(failed = e);
                int from = _at;
                SkipElement();
                isStuck = _at == from;
            }
        }

        if (isStuck || _at >= _text.Length)
        {
            throw new TomlError("toml::parse_array: missing closing bracket `]`", _at, "expected `]`, reached EOF");
        }

        _at++;
        array.Region = new TomlRegion(start, _at - start);
        return failed == null ? array : throw failed;
    }

    /// <returns>Whether a comma followed.</returns>
    private bool ReadElement(TomlArray array)
    {
        array.Items.Add(ReadValue());
        SkipSpacer(isStrict: false);
        bool isComma = Peek() == ',';
        _at += isComma ? 1 : 0;
        SkipSpacer(isStrict: false);
        return isComma;
    }

    private TomlTable ReadInlineTable()
    {
        int start = _at++;
        var table = new TomlTable(new TomlRegion(start, 0), TomlTableKind.Inline);
        int before = _errors.Count;
        SkipSpace();
        bool mayFollow = true, isAfterComma = false;
        while (Peek() != '}')
        {
            if (!mayFollow)
            {
                throw new TomlError("toml::parse_inline_table: expected value-separator `,` or closing `}`", _at, "here");
            }

            if (!TryPair(table))
            {
                isAfterComma = false;
                continue;
            }

            SkipSpace();
            mayFollow = isAfterComma = Peek() == ',';
            _at += mayFollow ? 1 : 0;
            SkipSpace();
        }

        if (isAfterComma)
        {
            throw new TomlError("toml::parse_inline_table: trailing comma is not allowed in TOML-v1.0.0)", _at, "here");
        }

        _at++;
        table.Region = new TomlRegion(start, _at - start);
        if (_errors.Count == before)
        {
            return table;
        }

        TomlError last = _errors[^1];
        _errors.RemoveAt(_errors.Count - 1);
        throw last;
    }

    private bool TryPair(TomlTable table)
    {
        try
        {
            ReadPair(table);
            return true;
        }
        catch (TomlError e)
        {
            _errors.Add(e);
            if (!e.IsAboutPlaces)
            {
                while (_at < _text.Length && Peek() is not ('\n' or '}'))
                {
                    _at++;
                }
            }

            return !AtNewLine() && _at < _text.Length ? false
                : throw new TomlError("toml::parse_inline_table: missing closing bracket `}`", _at, "expected `}`, reached line end");
        }
    }
}
