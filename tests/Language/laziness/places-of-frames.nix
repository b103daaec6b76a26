let
  f = lib: rec {
    inherit (s) m;
    u = x: { a = [ m s lib x ]; b = [ x m s lib ]; };
    v = x: { c = [ (u x) m lib s ]; };
    s = lib // { m = 1; };
  };
  g = { a ? { inherit (c) x; }, b ? c.x, c ? d // { x = 1; }, d }: let h = y: { p = [ a b c d y ]; q = [ y a b c ]; }; in [ (h 1) (h 2).p b a ];
in
[ (f { n = 2; }).m (f { k = 3; }).v (g { d = { }; }) ]
