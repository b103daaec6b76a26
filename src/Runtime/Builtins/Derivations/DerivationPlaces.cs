namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Where the parts of <c>derivation</c> stand in the file that Nix has it in.</summary>
internal static class DerivationPlaces
{
    private static readonly FileWithoutText s_file = new("«nix-internal»" + SourceFile.OfDerivation, SourceFile.OfDerivation);

    public static readonly int
        Function = At(30, 1), OutputsFormal = At(31, 3), Strict = At(37, 12), UpdateOutputs = At(41, 9), All = At(43, 7), DrvAttrs = At(44, 15),
        ElementName = At(48, 5), ElementValue = At(49, 5), UpdateCommon = At(49, 13), OutPath = At(50, 7), GetOutPath = At(50, 17), DrvPath = At(51, 7),
        Type = At(52, 7), OutputName = At(53, 15), MapOutputs = At(57, 17), Head = At(60, 2);

    private static int At(int line, int column) => s_file.At(line, column);
}
