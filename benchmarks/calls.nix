# Calls: naive recursion, curried functions, loops in tail position, closures made on the way.
let
  fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2);
  loop = n: acc: if n == 0 then acc else loop (n - 1) (acc + n);
  twice = f: x: f (f x);
  fold = builtins.foldl' (a: b: a + b) 0;
in
{
  fib = fib 25;
  loop = fold (builtins.genList (i: loop 2000 i) 300);
  twice = twice (twice (twice (x: x + 1))) 0;
  folded = fold (builtins.map (x: x * 2) (builtins.genList (i: i) 300000));
}
