namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// The part of a foldl' in which everything is a machine integer: what has been added up, the elements, and the function
/// (<see cref="LambdaInfo.Ints"/>). No object is made for what is in between. It ends at the first element with which that cannot go on.
/// </summary>
internal static unsafe class IntegerFold
{
    /// <param name="now">Whether the function forces its second argument first.</param>
    public static bool IsFor(Value f, Value acc, bool now) =>
        f is NixLambda { Info: { Ints: not null, Arity: 2 } } && acc is NixInt && !Ints.AreOff && !EvalStack.CountsAsNix && (now || Op.ForcesNext(f, acc, 1));

    /// <returns>How many elements were taken.</returns>
    public static int Run(NixLambda f, ref Value acc, NixList items, bool now, int pos)
    {
        var code = (delegate*<long, long, long>)f.Info.Ints;
        bool isSmall = !now && f.Info.NextIfSmall;
        long sum = ((NixInt)acc).Value;
        int i = 0;
        for (; i < items.Count && (!isSmall || sum is > int.MinValue and < int.MaxValue); i++)
        {
            EvalStack.LookForInterrupt(i);
            if (items.TakeInt(i, out long x, out Value? element))
            {
                long next = code(sum, x);
                if (Ints.IsDone())
                {
                    sum = next;
                    continue;
                }

                element = NixInt.Of(x);
            }

            acc = Op.Call(f, NixInt.Of(sum), element!, pos);
            items.Settle(i);
            return i + 1;
        }

        acc = NixInt.Of(sum);
        return i;
    }
}
