let
  base = { system = "x86_64-linux"; builder = "/bin/sh"; };
  a = derivation (base // { name = "a-1.0"; args = [ "-c" "echo \"hi\" > $out" ]; flag = true; none = null; list = [ 1 "two" ]; });
  b = derivation (base // { name = "b"; outputs = [ "out" "dev" ]; inherit a; text = "uses ${a}/bin and\n\ttabs"; });
  fixed = derivation (base // { name = "src.tar"; outputHashAlgo = "sha256"; outputHash = builtins.hashString "sha256" "x"; });
  nar = derivation (base // { name = "src"; outputHashMode = "recursive"; outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; });
  c = derivation (base // { name = "c"; src = fixed; inherit nar; dev = b.dev; file = builtins.toFile "f" "text"; });
  nulls = derivation (base // { name = "n"; __ignoreNulls = true; x = null; });
in
[
  a.drvPath a.outPath b.drvPath b.outPath b.dev.outPath fixed.drvPath fixed.outPath nar.drvPath nar.outPath c.drvPath c.outPath nulls.drvPath
  (builtins.attrNames b) b.outputName b.dev.outputName b.type (b.out == b) (a == a) (a == b) (map (x: x.outPath) b.all)
  (builtins.getContext "${b.dev}") (builtins.functionArgs derivation) (builtins.derivationStrict (base // { name = "s"; }))
]
