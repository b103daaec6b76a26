using System;
using System.Threading;

namespace Tvix.Aot.Runtime;

/// <summary>Threads with stacks as large as evaluation and parsing want them, or smaller where there is no address space for that (<c>ulimit -v</c>).</summary>
public static class LargeStack
{
    private const int Smallest = 16 << 20;
    private const int Step = 8;

    private static int s_most = 1 << 30;

    /// <summary>Starts a thread.</summary>
    /// <param name="work">Gets the size that the stack has.</param>
    /// <param name="bytes">The size that is wanted.</param>
    /// <exception cref="OutOfMemoryException">There is no room for a small one either.</exception>
    public static Thread Start(Action<int> work, int bytes, bool isBackground)
    {
        while (true)
        {
            int size = Math.Min(bytes, s_most);
            var thread = new Thread(() => work(size), size) { IsBackground = isBackground };
            try
            {
                thread.Start();
                return thread;
            }
            catch (OutOfMemoryException) when (size > Smallest)
            {
                // What is left is for the heap.
                s_most = size / Step;
            }
        }
    }
}
