with builtins; [
  (map (x: x * 2) [ 1 2 3 ]) (filter (x: x > 1) [ 1 2 3 ]) (foldl' (a: b: a + b) 0 [ 1 2 3 ]) (genList (i: i * i) 5)
  (concatLists [ [ 1 ] [ ] [ 2 3 ] ]) (concatMap (x: [ x x ]) [ 1 2 ]) (elem 2 [ 1 2 ]) (elemAt [ 1 2 3 ] 1) (head [ 1 ]) (tail [ 1 2 ])
  (sort lessThan [ 3 1 2 ]) (sort (a: b: a > b) [ 3 1 2 ]) (sort (a: b: true) [ 3 1 2 5 4 ]) (partition (x: x > 2) [ 1 2 3 4 ])
  (groupBy (x: if x > 2 then "big" else "small") [ 1 2 3 4 ]) (all (x: x > 0) [ 1 2 ]) (any (x: x > 1) [ 1 2 ]) (length [ 1 2 ])
  (catAttrs "a" [ { a = 1; } { b = 2; } { a = 3; } ]) (zipAttrsWith (n: vs: { inherit n vs; }) [ { a = 1; } { a = 2; b = 3; } ])
  (genericClosure { startSet = [ { key = 1; } ]; operator = x: if x.key > 5 then [ ] else [ { key = x.key * 2; } { key = x.key + 1; } ]; })
  (sort (a: b: a.k < b.k) (genList (i: { k = i - 7 * (i / 7); v = i; }) 40))
  ([ 1 2 ] < [ 1 3 ]) ([ ] < [ 1 ]) ([ { } 1 ] < [ { } 2 ])
]
