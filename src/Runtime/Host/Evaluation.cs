using System;
using System.IO;
using System.Text;

namespace Tvix.Aot.Runtime.Host;

/// <summary>From a root value to printed output, as nix-instantiate --eval does it: arguments, attribute paths, formats, errors.</summary>
public static class Evaluation
{
    /// <summary>Evaluates and prints; errors go to the host's error stream.</summary>
    /// <returns>0, or 1 after an error.</returns>
    public static int Run(EvalHost host, EvalOptions options, Func<Value> root, Stream output)
    {
        EvalStack.MayAbandon = true;
        EvalStack.ShowTrace = options.ShowTrace;
        HeapPages.Prepare();
        try
        {
            string text = Session.Run(host, () => PrintAndFinish(host, options, root), options.MaxCallDepth);
            ByteText.Write(output, text);
            output.Flush();
            ShowStatistics(host);
            return 0;
        }
        catch (EvalException e)
        {
            host.WriteError(options.JsonErrors ? ErrorJson.Render(e) : ErrorRenderer.Render(e, options.ShowTrace));
            return 1;
        }
        catch (IOException e)
        {
            host.WriteError($"error: writing the result: {e.Message}\n".ToBytes());
            return 1;
        }
        catch (InsufficientExecutionStackException)
        {
            host.WriteError("error: stack overflow; max-call-depth exceeded\n");
            return 1;
        }
        catch (OutOfMemoryException)
        {
            host.WriteError("error: out of memory\n");
            return 1;
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

    /// <summary>The text for a root value, every selected attribute in turn.</summary>
    public static string Print(Value root, EvalOptions options)
    {
        NixAttrs arguments = AutoCall.Arguments(options);
        if (options.AttrPaths.Count == 0)
        {
            return PrintOne(root, arguments, options);
        }

        var text = new StringBuilder();
        foreach (string path in options.AttrPaths)
        {
            text.Append(PrintOne(AutoCall.Select(root, path.ToBytes(), arguments), arguments, options));
        }

        return text.ToString();
    }

    private static string PrintOne(Value value, NixAttrs arguments, EvalOptions options)
    {
        value = arguments.Count > 0 ? AutoCall.Call(value, arguments) : Op.Force(value);
        StringContext? context = null;
        switch (options.Format)
        {
            case OutputFormat.Raw:
                return Coercion.ToText(value, ref context, 0, CoercionMode.None);
            case OutputFormat.NixEval:
                return ForcedPrinter.Print(value) + "\n";
            case OutputFormat.Json:
                return JsonWriter.ToJson(value, ref context, 0, copyToStore: false) + "\n";
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
