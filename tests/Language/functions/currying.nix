let
  add3 = a: b: c: a + b + c;
  part = add3 1;
  compose = f: g: x: f (g x);
  flip = f: a: b: f b a;
  k = x: { y }: [ x y ];
in [
  (add3 1 2 3) (part 2 3) (map (part 10) [ 1 2 ]) (compose (part 0) (x: x * 2) 5) (flip (a: b: a - b) 1 10)
  (k 1 { y = 2; }) (map (k 1) [ { y = 3; } ]) (builtins.functionArgs (k 1)) (builtins.isFunction part) (builtins.typeOf part)
  ((x: x) (x: x) 1) (let s = { __functor = self: x: x + self.n; n = 3; }; in s 4) (builtins.isFunction { __functor = 1; })
  ((a: b: c: d: e: a + b + c + d + e) 1 2 3 4 5)
]
