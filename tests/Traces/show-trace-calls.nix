let
  outer = f: x: f (x + 1);
  inner = n: if n > 2 then throw "deep ${toString n}" else outer inner n;
in
inner 0
