# Known functions of integers have a second version on machine integers; other types, overflows and divisions by zero must come
# out as if they had none.
let
  mod = a: b: a - b * (a / b);
  fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2);
  tak = x: y: z: if y < x then tak (tak (x - 1) y z) (tak (y - 1) z x) (tak (z - 1) x y) else z;
  even = n: if n == 0 then true else odd (n - 1);
  odd = n: if n == 0 then false else even (n - 1);
  count = n: acc: if n == 0 then acc else count (n - 1) (builtins.seq acc (acc + n));
  swap = a: b: n: if n == 0 then a * 10 + b else swap b a (n - 1);
  pick = c: a: b: if c == 0 then a else b;
  lets = n: let twice = n * 2; more = twice + 1; in if n < 0 then more else more * twice;
  between = lo: hi: x: lo <= x && (x < hi || x == hi) -> x > 0;
  step = 7;
  steps = n: mod (n * step) 10 + step;
  square = n: n * n;
  halve = n: if n > 1 then halve (n / 2) + 1 else 0;
  max = x: y: if x > y then x else y;
  try = x: (builtins.tryEval x).value;
  lazy = n: first: if n == 0 then first else lazy (n - 1) (first + 1);
in
[
  (fib 20) (fib 3.5) (tak 8 4 2) (even 1000) (odd 7) (count 1000 0) (count 3 0.5)
  (swap 1 2 3) (swap 1 2 4) (lets 5) (lets (0 - 5)) (lets 1.5)
  (between 1 5 3) (between 0 5 0) (steps 13) (halve 1000000)
  (max 1 2) (max 1.5 1) (max "a" "b") (max [ 1 2 ] [ 1 3 ])
  (square 3037000499) (try (pick 0 1 (throw "b"))) (try (pick 1 (throw "a") 2))
  (pick 0 "a" (1 / 0)) (mod (0 - 7) 3) (mod 7.5 2)
  ((if 1 < step then 27 else 6.5) + (builtins.seq step 2))
  (lazy 5 1.5)
  (map (i: mod (i * 7919 + 104729) 100003) [ 1 2 3.5 ])
  (builtins.filter (x: mod (x * 3) 2 == 0 && x + 1 < 7) [ 1 2 3 4 5 6 7 8 ])
]
