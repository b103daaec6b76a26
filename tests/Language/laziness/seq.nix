with builtins; [
  (seq 1 2) (deepSeq { a = [ 1 ]; } 3) (tryEval (seq (throw "x") 1)).success (tryEval (seq [ (throw "x") ] 1)).success
  (let state = foldl' (s: i: let n = s.n + i; in seq n { inherit n; }) { n = 0; } (genList (i: i) 100); in state.n)
  (let f = a: b: if a > 3 then b else f (a + 1) (seq b (b * 2)); in f 0 1)
]
