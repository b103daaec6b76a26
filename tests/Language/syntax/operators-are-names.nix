[
  (let __sub = a: b: 42; in 5 - 3)
  (let __lessThan = a: b: "less"; in 1 < 2)
  (let __lessThan = a: b: b; in [ (true >= false) (1 > 2) ])
  (let __mul = a: b: "${toString a}x${toString b}"; in 2 * 3)
  (let __div = a: b: [ a b ]; in 6 / 3)
  (let __sub = a: b: [ a b ]; in -7)
  (with { __sub = a: b: 0; }; 5 - 3)
  (let true = false; null = 5; in [ true null ])
  (__add 1 2) (__length [ 1 2 ])
]
