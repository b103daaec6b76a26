# Elements of map and genList that are computed where they lie, or passed on before anybody has asked for them.
let
  inherit (builtins) elemAt filter foldl' genList head length map sort tail tryEval;
  mod = a: b: a - b * (a / b);
  table = genList (i: if i < 2 then i else elemAt table (i - 1) + elemAt table (i - 2)) 60;
  lazy = map (x: if x == 2 then throw "two" else x) [ 1 2 3 ];
  passed = foldl' (acc: x: acc ++ [ x ]) [ ] lazy;
  self = map (x: if x == 0 then 10 else elemAt self 0 + x) [ 0 1 2 ];
  closures = map (x: y: x + y) [ 1 2 ];
  nested = map (x: genList (i: x * i) 3) [ 1 2 ];
in
{
  fib = elemAt table 59;
  failing = map (i: tryEval (elemAt lazy i)) [ 0 1 2 1 ];
  passed = [ (length passed) (head passed) (tryEval (elemAt passed 1)) (elemAt passed 2) ];
  inherit self nested;
  identity = [ (closures == closures) (head closures == head closures) (map (f: f) closures == closures) (tail closures == tail closures) ];
  floats = let l = map (x: x + 0.5) [ 1 2 ]; in l == l;
  sums = [ (foldl' (a: b: a + b) 0 (genList (i: i) 100)) (foldl' (a: b: mod (31 * a + b) 1009) 7 (map (x: x * x) (genList (i: i) 50))) ];
  sorted = sort (a: b: a > b) (map (x: mod (x * 7) 11) (genList (i: i) 11));
  joined = tail (map (x: x + 1) [ 1 2 3 ]) ++ filter (x: x > 1) (map (x: x - 1) [ 1 2 3 ]);
  deep = head (foldl' (l: _: map (x: x + 1) l) [ 0 ] (genList (i: i) 200));
  constant = let f = x: [ 1 "a" ]; in [ (f 1) (f 2) (f 1 == f 2) ];
  removed = map (s: builtins.attrNames (removeAttrs s [ "b" "b" "c" ])) [ { a = 1; b = 2; } { a = 1; c = 2; d = 3; } { b = 1; c = 2; } ];
}
