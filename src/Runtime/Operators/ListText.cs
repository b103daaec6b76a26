using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime;

/// <summary>
/// The text of a list, as <c>toString</c> and the variables of a derivation have it: that of the elements with spaces between them.
/// Taken and given back, so that list after list of a thread uses the same room; a list in a list takes another one.
/// </summary>
internal sealed class ListText
{
    private const int FirstRoom = 1024;
    private const int LargestKept = 1 << 16;

    [ThreadStatic]
    private static Stack<ListText>? s_spare;

    private char[] _text = new char[FirstRoom];
    private int _length;

    private ListText()
    {
    }

    public ReadOnlySpan<char> Text => _text.AsSpan(0, _length);

    /// <summary>An empty one.</summary>
    public static ListText Take() => s_spare is { Count: > 0 } ? s_spare.Pop() : new ListText();

    /// <summary>Ends the use of this one. After an error it is not given back.</summary>
    public void End()
    {
        _length = 0;
        if (_text.Length <= LargestKept)
        {
            (s_spare ??= []).Push(this);
        }
    }

    /// <summary>Appends the text of a list.</summary>
    /// <param name="contexts">Gets those of the elements.</param>
    /// <exception cref="EvalException">An element has no text, or fails.</exception>
    public void Append(NixList list, ref ContextUnion contexts, int pos, CoercionMode mode)
    {
        EvalStack.EnterWalk();
        for (int i = 0; i < list.Count; i++)
        {
            StringContext? context = null;
            Value item = AppendElement(list.Evaluated(i), ref context, pos, mode);
            contexts.Add(context);
            list.Settle(i);
            // No space after an empty nested list: a quirk that derivations depend on.
            if (i < list.Count - 1 && item is not NixList { Count: 0 })
            {
                Append(" ");
            }
        }

        EvalStack.Depth--;
    }

    // Whoever asked for the text of the list says so for any error of an element, too.
    private Value AppendElement(Value value, ref StringContext? context, int pos, CoercionMode mode)
    {
        try
        {
            value = Op.Force(value);
            Append(Coercion.ToText(value, ref context, pos, mode));
            return value;
        }
        catch (EvalException e) when (InList(e))
        {
            throw;
        }
    }

    private static bool InList(EvalException e)
    {
        if (e.TakeCoercion())
        {
            e.AddFrame("while evaluating one element of the list", 0);
        }

        e.IsCoercion = true;
        return false;
    }

    private void Append(string text)
    {
        if (_text.Length - _length < text.Length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + text.Length));
        }

        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }
}
