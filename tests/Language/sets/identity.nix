let f = x: x; s = { inherit f; n = 1.0 * (1.0e308 * 10 - 1.0e308 * 10); l = [ f ]; }; x = { a = 1; }; l = [ 1 2 3 ]; in [
  (f == f) ([ f ] == [ f ]) ({ inherit f; } == { inherit f; }) (s == s) ([ s.f ] == [ s.f ]) (s.n == s.n) ([ s.n ] == [ s.n ])
  (1 == 1.0) (null == false) ("a" == /a) ([ ] == { }) ({ a = 1; } == { a = 1; b = 2; })
  ({ type = "derivation"; outPath = "/x"; extra = 1; } == { type = "derivation"; outPath = "/x"; })
  x (x // { }) ({ } // x) (map (y: y) [ x ]) l (builtins.tail l) l
]
