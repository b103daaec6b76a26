using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Frames: objects that hold the variables of a scope, and that closures share.</summary>
internal sealed partial class CSharpEmitter
{
    private readonly Dictionary<Variable, (Frame Frame, int Index)> _framed = new();
    private readonly Dictionary<Variable, Frame> _frames = new();
    private readonly HashSet<object> _planned = new(ByIdentity.Instance);

    /// <summary>
    /// Makes a frame where the closures of a scope had better share one. Bindings that follow at once, as in <c>{ lib }: let a = ...; in rec { ... }</c>,
    /// are made in the same method: they go into the same frame.
    /// </summary>
    /// <param name="scope">Variables that are there already: parameters.</param>
    /// <param name="code">The body, which may begin with bindings.</param>
    /// <param name="beside">Other code in which closures are made.</param>
    private void MakeFrame(List<Variable> scope, CoreNode code, IEnumerable<CoreNode> beside, MethodBody body)
    {
        if (!On(Optimiser.SharedFrames) || _planned.Contains(code))
        {
            return;
        }

        for (CoreNode node = code; node is Let let; node = let.Body)
        {
            _planned.Add(let);
            scope.AddRange(let.Bindings.Select(b => b.Variable));
        }

        (List<Variable> members, List<Variable> links) = _planner.Plan(scope, beside.Append(code), FrameOf);
        if (members.Count == 0)
        {
            return;
        }

        var frame = new Frame(new Variable("frame", members[0].At, VariableKind.Let), members, links);
        for (int i = 0; i < members.Count; i++)
        {
            _framed[members[i]] = (frame, i);
        }

        string local = body.Names.Unique("frame");
        _frames[frame.Variable] = frame;
        body.Line($"var {local} = {frame.Layout.New};");
        for (int i = 0; i < links.Count; i++)
        {
            body.Line($"{frame.PlaceOfLink(local, i)} = {body.Locals[links[i]]};");
        }

        body.Locals[frame.Variable] = local;
    }

    private Variable? FrameOf(Variable v) => _framed.TryGetValue(v, out (Frame Frame, int Index) place) ? place.Frame.Variable : null;

    private void StoreInFrame(Variable v, string local, MethodBody body)
    {
        if (_framed.TryGetValue(v, out (Frame Frame, int Index) place))
        {
            body.Line($"{place.Frame.Layout.Place(body.Locals[place.Frame.Variable], place.Index)} = {local};");
        }
    }

    /// <summary>What a closure captures: variables, and the frames that hold variables, unless another of these holds the frame.</summary>
    private List<Variable> CaptureRoots(CoreNode node) => RootsOf(Needed(node));

    private List<Variable> RootsOf(List<Variable> needed)
    {
        var linked = new HashSet<Variable>();
        foreach (Variable root in needed)
        {
            FollowLinks(root, linked);
        }

        return needed.Where(r => !linked.Contains(r)).ToList();
    }

    /// <summary>The variables and frames that the code of a closure refers to.</summary>
    private List<Variable> Needed(CoreNode node) => _analysis.CapturesOf(node).Select(v => FrameOf(v) ?? v)
        .Where(root => !_staticFields.ContainsKey(root)).Distinct().ToList();

    private void FollowLinks(Variable root, HashSet<Variable> linked)
    {
        if (_frames.TryGetValue(root, out Frame? frame))
        {
            foreach (Variable link in frame.Links.Where(linked.Add))
            {
                FollowLinks(link, linked);
            }
        }
    }

    /// <summary>Locals for the frames that a closure reaches through others.</summary>
    private void EmitLinks(Variable root, List<Variable> needed, MethodBody body)
    {
        if (!_frames.TryGetValue(root, out Frame? frame))
        {
            return;
        }

        for (int i = 0; i < frame.Links.Count; i++)
        {
            Variable link = frame.Links[i];
            var reached = new HashSet<Variable> { link };
            FollowLinks(link, reached);
            if (!body.Locals.ContainsKey(link) && needed.Exists(reached.Contains))
            {
                EmitCapture(link, frame.PlaceOfLink(body.Locals[root], i), body);
                EmitLinks(link, needed, body);
            }
        }
    }

    private void EmitCapture(Variable root, string source, MethodBody body)
    {
        string name = body.Names.Unique(root.Name);
        string type = TypeOf(root);
        body.Line($"{type} {name} = Unsafe.As<{type}>({source});");
        body.Locals[root] = name;
    }

    private string TypeOf(Variable root) => _frames.TryGetValue(root, out Frame? frame) ? frame.Layout.Type
        : _analysis.FunctionOf(root) != null ? "NixLambda" : "Value";
}
