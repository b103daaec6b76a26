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
            if (System.Threading.Volatile.Read(ref _session) == Session.Number)
            {
                return _value!;
            }

            // Made twice by two threads at the most: either will do.
            T value = _make();
            _value = value;
            System.Threading.Volatile.Write(ref _session, Session.Number);
            return value;
        }
    }
}
