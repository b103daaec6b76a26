# Names that the emitted C# uses for itself: fields, methods, locals, types of the runtime.
let
  f = x: u: [ (x + u) ];
in
[
  ((k_1: [ 1 k_1 ]) 5)
  ((shape: { a = shape; }) 6)
  ((t_a: s_a: h_a: [ "a" t_a (s_a.a or h_a) ]) 1 2 3)
  ((k: (k: k': [ 2 3 k k' ]) k 8) 7)
  ((d: let k = builtins.add d; k_2 = 3; in [ 2 (k 1) k_2 ]) 4)
  ((NixNull: Op: Env3: ListBuiltins: Value: [ null NixNull (Op + 1) (map (x: x + Env3) [ 1 ]) ListBuiltins Value ]) 1 2 3 4 5)
  ((_: __: _x: frame: frame2: [ _ __ _x { a = [ frame frame2 _ ]; b = [ frame _x __ ]; c = [ frame2 _ _x ]; } ]) 1 2 3 4 5)
  ((u: let g = x: u + x; u_1 = 5; in let f_3 = g; in [ (f_3 1) u_1 (f 1 u_1) ]) 2)
  ((string: int: await: nameof: [ string int await nameof ]) 1 2 3 4)
]
