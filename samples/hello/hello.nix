# A program in Nix: the primes below a number, and a table of their squares.
{ limit ? 50 }:
let
  inherit (builtins) all concatStringsSep filter genList listToAttrs map toString;
  divides = d: n: n - d * (n / d) == 0;
  candidates = genList (i: i + 2) (limit - 2);
  isPrime = n: all (d: d * d > n || !divides d n) (filter (d: d * d <= n) candidates);
  primes = filter isPrime candidates;
in
{
  text = "The primes below ${toString limit} are ${concatStringsSep ", " (map toString primes)}.";
  squares = listToAttrs (map (p: { name = "p${toString p}"; value = p * p; }) primes);
}
