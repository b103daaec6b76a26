using System.Linq;

namespace Tvix.Aot.Runtime.Fetching.Schemes;

/// <summary>Names in a flake registry (IndirectInputScheme of indirect.cc).</summary>
internal sealed class IndirectScheme : InputScheme
{
    protected override string Type => "indirect";

    protected override string[] Allowed { get; } = ["id", "ref", "rev", "narHash"];

    public static bool IsId(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    protected override InputAttributes? TryUrl(InputUrl url, int pos)
    {
        if (url.Scheme != "flake")
        {
            return null;
        }

        string[] parts = url.Path.Split('/', System.StringSplitOptions.RemoveEmptyEntries).Select(InputUrl.Decode).ToArray();
        var input = new InputAttributes { ["type"] = Type, ["id"] = parts.FirstOrDefault("") };
        switch (parts.Length)
        {
            case 1:
                break;
            case 2:
                input[IsRevision(parts[1]) ? "rev"
                    : IsReference(parts[1]) ? "ref"
                    : throw EvalErrors.BadUrl($"in flake URL '{url.Text}', '{parts[1]}' is not a commit hash or branch/tag name", pos)] = parts[1];
                break;
            case 3:
                (input["ref"], input["rev"]) = !IsReference(parts[1]) ? throw EvalErrors.BadUrl($"in flake URL '{url.Text}', '{parts[1]}' is not a branch/tag name", pos)
                    : !IsRevision(parts[2]) ? throw EvalErrors.BadUrl($"in flake URL '{url.Text}', '{parts[2]}' is not a commit hash", pos)
                    : (parts[1], parts[2]);
                break;
            default:
                throw EvalErrors.BadUrl($"GitHub URL '{url.Text}' is invalid", pos);
        }

        FixRevision(input, pos);
        return input;
    }

    protected override void Check(InputAttributes input, int pos)
    {
        string id = input.Required("id");
        if (!IsId(id))
        {
            throw EvalErrors.BadUrl($"'{id}' is not a valid flake ID", pos);
        }
    }

    public override string Show(InputAttributes input, (string Name, string Value)? dir)
    {
        return InputUrl.Join("flake", Path(input, "id"), QueryOf(input, dir));
    }
}
