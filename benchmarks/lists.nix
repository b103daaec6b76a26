# Lists that are made to be folded, joined or searched at once, as helpers of libraries do it: ranges, sums, tables, sieves.
let
  inherit (builtins) all any concatLists concatMap concatStringsSep elemAt filter foldl' genList length listToAttrs stringLength;
  range = first: last: if first > last then [ ] else genList (i: first + i) (last - first + 1);
  sum = foldl' (a: b: a + b) 0;
  largest = foldl' (a: b: if a > b then a else b) 0;
  imap = f: list: genList (i: f i (elemAt list i)) (length list);
  mod = a: b: a - a / b * b;
  isPrime = n: n > 1 && all (d: d * d > n || mod n d != 0) (range 2 40);
  names = range 1 300;
  table = n: listToAttrs (map (i: { name = "n${toString i}"; value = n + i; }) names);
  line = i: concatStringsSep "," (map (j: toString (i * j)) (range 1 12));
in
{
  sums = sum (map (n: sum (map (i: mod (i * n) 17) (range 1 400))) (range 1 900));
  largest = largest (concatMap (n: [ (mod (n * 7919) 10007) n ]) (range 1 60000));
  primes = length (filter isPrime (range 1 1600));
  weighted = sum (imap (i: x: i * x) (map (x: mod x 13) (range 1 90000)));
  tables = sum (map (n: (table n).n7) (range 1 150));
  text = stringLength (concatStringsSep "\n" (map line (range 1 6000)));
  found = any (x: x == 70000) (map (x: x + 1) (range 1 90000));
  grid = sum (concatLists (map (y: map (x: x * y) (range 1 120)) (range 1 250)));
}
