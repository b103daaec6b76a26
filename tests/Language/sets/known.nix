let
  lib = { twice = x: 2 * x; add = a: b: a + b; limit = 3; nested = { inc = x: x + 1; text = "t"; }; boom = throw "boom"; };
  r = rec { even = n: if n == 0 then true else odd (n - 1); odd = n: if n == 0 then false else even (n - 1); size = 2; };
  local = let k = x: x - 1; in { f = k; g = y: k (k y); };
  inherit (lib) add;
  inner = n: let s = { f = x: x + n; g = x: s.f (s.f x); }; in s.g 1;
  functor = { __functor = self: x: self.base + x; base = 10; };
in
[
  (lib.twice lib.limit) (lib.nested.inc 1) (add 1 2) (lib.add 1 (lib.twice 5)) lib.nested.text
  (r.even 10) (r.odd 7) r.size (local.f 5) (local.g 5) (inner 3) (functor 5)
  (lib ? twice) (lib ? missing) (lib.nested ? inc) (lib ? nested.inc) (lib ? boom)
  (lib.missing or 7) (lib.limit or 7) (lib.nested.missing or (lib.twice 4))
  (with lib; [ (twice 4) limit (nested.inc limit) ])
  (with lib; with { limit = 9; }; [ limit (twice limit) ])
  (with { limit = 9; }; with lib; limit)
  (map lib.twice [ 1 2 ]) (lib.twice == lib.twice) ([ lib.twice ] == [ lib.twice ]) (local == local)
  (builtins.attrNames lib) (builtins.tryEval lib.boom).success
  (lib // { twice = x: 0; }).limit
]
