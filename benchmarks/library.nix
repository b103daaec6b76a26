# Functions that lie in sets: a library in the same file, its functions selected, inherited and found by with.
let
  lib = {
    square = x: x * x;
    mod = a: b: a - b * (a / b);
    optional = test: x: if test then [ x ] else [ ];
    strings = { pad = s: if builtins.stringLength s < 4 then "0" + s else s; };
  };
  numbers = rec {
    isEven = n: lib.mod n 2 == 0;
    collatz = n: steps: if n == 1 then steps else collatz (if isEven n then n / 2 else 3 * n + 1) (steps + 1);
  };
  inherit (lib) optional;
  sum = builtins.foldl' (a: b: a + b) 0;
in
{
  steps = sum (builtins.genList (i: numbers.collatz (i + 1) 0) 5000);
  squares = sum (builtins.concatMap (i: optional (numbers.isEven i) (lib.square i)) (builtins.genList (i: i) 200000));
  texts = builtins.length (builtins.genList (i: with lib.strings; builtins.stringLength (pad (toString i))) 100000);
}
