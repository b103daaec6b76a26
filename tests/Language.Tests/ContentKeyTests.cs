using System.Text;
using Tvix.Aot.Language.Text;
using Xunit;

namespace Tvix.Aot.Language.Tests;

/// <summary>The keys of compiled files are XXH64, as its specification has it: programs and their builder must agree.</summary>
public class ContentKeyTests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void Known_hashes(string text, ulong expected) =>
        Assert.Equal(expected, SourceText.FromUtf8("x.nix", Encoding.ASCII.GetBytes(text)).ContentKey);
}
