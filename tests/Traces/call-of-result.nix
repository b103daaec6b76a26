let
  f = { a }: a;
  g = x: f;
in
g 1 { }
