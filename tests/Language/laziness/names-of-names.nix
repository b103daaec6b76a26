# A variable bound to another one of its group shares its place only where Nix has that already: in the order of the symbols.
# (Names that no other text has: their order is that of this one.)
[
  ((q: a: rec { wordOne = wordTwo; wordTwo = a; }) 1 [ 2 ])
  ((q: a: rec { wordThree = a; wordFour = wordThree; }) 1 [ 2 ])
  ((q: let wordFive = wordSix; wordSix = [ 1 q ]; in [ wordSix wordFive ]) 1)
  ((q: let wordSeven = [ 1 q ]; wordEight = wordSeven; in [ wordSeven wordEight ]) 1)
  ((wordNine: { b = let c = wordNine; in rec { wordTen = [ wordNine ]; wordNine = wordTen; }; }) 1)
  ((x: let wordA = [ x ]; wordB = wordA; in let wordB = wordA; wordA = [ 1 x ]; in [ wordA wordB ]) 1)
  ((x: builtins.isFunction (y: rec { m = f; f = m; b = f; k = [ x y b m ]; })) 1)
  (let g = h; h = x: x + 1; in g 1)
  (let list = [ 1 ]; set = { m = list; }; in [ list (set.b or list) (set.m or list) ])
]
