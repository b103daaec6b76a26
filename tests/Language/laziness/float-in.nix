# Bindings that only one branch, argument, element or binding needs; what is traced shows when they are evaluated.
let
  t = n: v: builtins.trace n v;
  branch = c: let a = t "a" 1; b = t "b" 2; in if c then a + a else b + b;
  never = c: let bad = throw "bad"; worse = bad + 1; in if c then 1 else worse;
  checked = x: let y = t "y" (x + 1); in assert x > 0; y * y;
  shared = x: let y = t "once" x; in { p = y + 1; q = y + 2; };
  alone = x: let y = t "alone" (f x); f = z: z + g z; g = z: z * 2; in { p = y + y; q = 1; };
  chain = x: let a = t "c1" x; b = t "c2" (a + 1); c = t "c3" (b + 1); in [ (c + a) x ];
  recursive = n: let go = i: if i == 0 then t "end" 0 else 1 + go (i - 1); in if n > 2 then { r = go n; } else { r = 0; };
  mutual = n: let even = i: if i == 0 then true else odd (i - 1); odd = i: if i == 0 then false else even (i - 1); in if n < 0 then null else even n;
  function = x: let y = t "y of function" x; in z: y + z;
  scoped = s: with s; let y = t "w" a; in if b then y else 0;
  logic = x: let y = t "l" x; in x == 0 || y > 1 && y < 9;
  default = s: let d = t "d" 7; in s.v or (d + d);
  f = function 1;
in [
  (branch true) (branch false) (never true) (builtins.tryEval (never false)).success (checked 3) (builtins.tryEval (checked 0)).success
  (shared 1) (alone 2) (chain 1) (recursive 3).r (recursive 1).r (mutual 10) (mutual (-1)) (f 1) (f 2)
  (scoped { a = 1; b = true; }) (scoped { a = 2; b = false; }) (map logic [ 0 1 2 10 ]) (default { v = 1; }) (default { })
]
