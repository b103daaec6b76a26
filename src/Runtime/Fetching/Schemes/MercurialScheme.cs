namespace Tvix.Aot.Runtime.Fetching.Schemes;

/// <summary>Mercurial repositories (MercurialInputScheme of mercurial.cc).</summary>
internal sealed class MercurialScheme : InputScheme
{
    protected override string Type => "hg";

    protected override string[] Allowed { get; } = ["url", "ref", "rev", "revCount", "narHash", "name"];

    protected override InputAttributes? TryUrl(InputUrl url, int pos)
    {
        if (url.Scheme is not ("hg+http" or "hg+https" or "hg+ssh" or "hg+file"))
        {
            return null;
        }

        var input = new InputAttributes { ["type"] = Type, ["url"] = InputUrl.Join(url.Transport, url.FullPath, url.Without("ref", "rev")) };
        Take(input, url, "ref", "rev");

        return input;
    }

    protected override void Check(InputAttributes input, int pos)
    {
        CheckUrl(input.Required("url"), pos);
        if (input.Text("ref") is { } reference && !HasReferenceChars(reference))
        {
            throw EvalErrors.BadUrl($"invalid Mercurial branch/tag name '{reference}'", pos);
        }
    }

    public override string Show(InputAttributes input, (string Name, string Value)? dir) => UrlWith(input, "hg+", QueryOf(input, dir, "rev", "ref"));
}
