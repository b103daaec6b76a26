# Sets: fixed points, updates of small and large sets, mapAttrs, selection.
let
  inherit (builtins) attrNames attrValues foldl' genList length listToAttrs mapAttrs;
  sum = foldl' (a: b: a + b) 0;
  large = listToAttrs (genList (i: { name = "k${toString i}"; value = i; }) 20000);
  fix = f: let x = f x; in x;
  package = i: fix (self: { name = "p${toString i}"; version = "1.${toString i}"; full = "${self.name}-${self.version}"; size = i; });
  packages = genList package 20000;
  patched = map (p: p // { size = p.size + 1; meta.patched = true; }) packages;
in
{
  names = length (attrNames large);
  mapped = sum (attrValues (mapAttrs (n: v: v * 2) large));
  updates = (foldl' (acc: i: acc // { "k${toString i}" = 0; "n${toString i}" = i; }) large (genList (i: i * 5) 2000)).n50;
  sizes = sum (map (p: p.size) patched);
  text = builtins.stringLength (builtins.concatStringsSep "," (map (p: p.full) patched));
}
