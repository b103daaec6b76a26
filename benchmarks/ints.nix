# Functions of integers: recursion with several arguments, loops with accumulators, arithmetic in the functions given to folds.
let
  mod = a: b: a - b * (a / b);
  gcd = a: b: if b == 0 then a else gcd b (mod a b);
  fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2);
  collatz = n: steps: if n == 1 then steps else collatz (if mod n 2 == 0 then n / 2 else 3 * n + 1) (steps + 1);
  isPrime = n: d: if d * d > n then true else if mod n d == 0 then false else isPrime n (d + 1);
  sum = builtins.foldl' (a: b: a + b) 0;
  range = a: b: builtins.genList (i: a + i) (b - a);
in
{
  fib = fib 27;
  gcd = sum (map (i: gcd (i * 7919 + 1) (i * 104 + 13)) (range 0 30000));
  collatz = builtins.foldl' (best: n: let c = collatz n 0; in if c > best then c else best) 0 (range 1 20000);
  primes = builtins.length (builtins.filter (n: isPrime n 2) (range 2 60000));
  hash = builtins.foldl' (acc: x: mod (acc * 31 + x * x) 1000000007) 7 (range 1 300000);
}
