let
  f = a: b:
    assert (let v = a + 1; w = b + 2; x = a * b; y = b * b; in { a = if x < 3 then w else y; } // { c = [ y w x v ]; }) == { a = 4; c = [ 4 4 2 2 ]; };
    "left";
  g = a: b:
    assert a == (let v = a.p + b; w = v + 1; h = y: y + v + w; in { p = v - b; q = h 1; });
    "right";
  h = s: assert (with s; { inherit p; q = p + q; }) == (let v = s.p; w = v + s.q; in { p = v; q = w; }); "both";
in
[ (f 1 2) (g { p = 1; q = 8; } 2) (h { p = 1; q = 2; }) ]
