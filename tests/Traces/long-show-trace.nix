let
  f = n: if n == 0 then throw "end" else 1 + builtins.head [ (f (n - 1)) ];
in
{ a = f 1500; }
