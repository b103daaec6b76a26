using System;

namespace Tvix.Aot.Runtime.Host;

/// <summary>Something that is made once in each evaluation, because it holds the numbers of names.</summary>
internal sealed class PerSession<T>
{
    private readonly Func<T> _make;
    private int _session = -1;
    private T? _value;

    public PerSession(Func<T> make) => _make = make;

    public T Value
    {
        get
        {
            if (_session != Session.Number)
            {
                _value = _make();
                _session = Session.Number;
            }

            return _value!;
        }
    }
}
