# More arguments than the function takes at once: each function that is called has its lines.
let
  f = x: if x == 0 then throw "none" else y: z: f (x - 1) y;
  g = { a }: { b }: c: a.x + b + c;
in
[ (f 2 "y" "z" "more") (g { a = 1; } { b = 2; } 3) ]
