using System;
using System.IO;
using System.Text;
using Tvix.Aot.Runtime.Parallel;

namespace Tvix.Aot.Runtime.Host;

/// <summary>From a root value to printed output, as nix-instantiate --eval does it: arguments, attribute paths, formats, errors.</summary>
public static class Evaluation
{
    /// <summary>Evaluates and prints; errors go to the host's error stream.</summary>
    /// <param name="tracer">Evaluates the same with all that a trace needs, where <paramref name="root"/> runs compiled code.</param>
    /// <returns>0, or 1 after an error.</returns>
    public static int Run(EvalHost host, EvalOptions options, Func<Value> root, Stream output, Tracer? tracer = null)
    {
        EvalStack.MayAbandon = true;
        EvalStack.ShowTrace = options.ShowTrace;
        HeapPages.Prepare();
        Nursery.Watch();
        try
        {
            string text = Text(host, options, root);
            ByteText.Write(output, text);
            output.Flush();
            ShowStatistics(host);
            return 0;
        }
        catch (EvalException e)
        {
            e = tracer?.Explain(e, host, options) ?? e;
            host.WriteError(options.JsonErrors ? ErrorJson.Render(e) : ErrorRenderer.Render(e, options.ShowTrace));
            return 1;
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            host.WriteError($"error: writing the result: {SystemError.Text(e)}\n".ToBytes());
            return 1;
        }
        catch (InsufficientExecutionStackException)
        {
            host.WriteError("error: stack overflow; max-call-depth exceeded\n");
            return 1;
        }
        catch (Exception e) when (MemoryErrors.Is(e))
        {
            host.WriteError("error: out of memory\n");
            return 1;
        }
    }

    /// <summary>
    /// The text for a root value. Where helpers took part, an error is looked for again without them: the order in which threads
    /// met names would show in which of several errors comes first.
    /// </summary>
    /// <exception cref="EvalException">The evaluation fails.</exception>
    public static string Text(EvalHost host, EvalOptions options, Func<Value> root)
    {
        if (options.Jobs > 1 && IsWholeEvaluated(options))
        {
            try
            {
                return Session.Run(host, () => WithHelpers(options.Jobs - 1, () => PrintAndFinish(host, options, root)), options.MaxCallDepth);
            }
            catch (EvalException e) when (e.ErrorKind != ErrorKind.Interrupted && !Worker.AreMany)
            {
                host.BeginAgain();
            }
        }

        return Session.Run(host, () => PrintAndFinish(host, options, root), options.MaxCallDepth);
    }

    // Where the result shows what is not evaluated, nothing may be evaluated ahead.
    private static bool IsWholeEvaluated(EvalOptions options) => options.Strict || options.Format is OutputFormat.Json or OutputFormat.Raw;

    private static string WithHelpers(int count, Func<string> work)
    {
        Helpers.Start(count);
        try
        {
            return work();
        }
        finally
        {
            Helpers.Stop();
        }
    }

    // What was written to a store is registered there even when the evaluation fails later.
    private static string PrintAndFinish(EvalHost host, EvalOptions options, Func<Value> root)
    {
        host.Store = options.OpenStore();
        try
        {
            return Print(root(), options);
        }
        finally
        {
            host.Finish();
        }
    }

    /// <summary>NIX_SHOW_STATS: what the evaluation took of memory and collections, as JSON on the error stream.</summary>
    private static void ShowStatistics(EvalHost host)
    {
        if (string.IsNullOrEmpty(host.GetEnvironment("NIX_SHOW_STATS")))
        {
            return;
        }

        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        host.WriteError(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{{\"gc\":{{\"gen0\":{GC.CollectionCount(0)},\"gen1\":{GC.CollectionCount(1)},\"gen2\":{GC.CollectionCount(2)},\"pauseMs\":{GC.GetTotalPauseDuration().TotalMilliseconds:F1},\"allocatedBytes\":{GC.GetTotalAllocatedBytes()},\"heapBytes\":{memory.HeapSizeBytes}}}}}\n"));
    }

    private static string Print(Value root, EvalOptions options)
    {
        NixAttrs arguments = AutoCall.Arguments(options);
        if (options.AttrPaths.Count == 0)
        {
            return PrintOne(root, arguments, options);
        }

        var text = new StringBuilder();
        string PrintPath(int index) => PrintOne(AutoCall.Select(root, options.AttrPaths[index].ToBytes(), arguments), arguments, options);
        using Sparks? sparks = Sparks.Offer(options.AttrPaths.Count, () => index => PrintPath(index));
        for (int i = 0; i < options.AttrPaths.Count; i++)
        {
            sparks?.Begin(i);
            text.Append(PrintPath(i));
        }

        return text.ToString();
    }

    private static string PrintOne(Value value, NixAttrs arguments, EvalOptions options)
    {
        value = arguments.Count > 0 ? AutoCall.Call(value, arguments) : Op.ForceInPlace(value);
        StringContext? context = null;
        switch (options.Format)
        {
            case OutputFormat.Raw:
                return Expect.Text(value, ref context, CoercionMode.CopyToStore, "while generating the nix-instantiate output");
            case OutputFormat.NixEval:
                return ForcedPrinter.Print(value) + "\n";
            case OutputFormat.Json:
                return JsonWriter.ToPrinted(value) + "\n";
            case OutputFormat.Xml:
                return XmlWriter.ToXml(value, options.Strict, !options.NoLocation, ref context, 0);
            default:
                if (options.Strict)
                {
                    DeepForce.Run(value);
                }

                return ValuePrinter.Print(value, options.Strict) + "\n";
        }
    }
}
