with builtins; [
  (tryEval (throw "x")) (tryEval (assert false; 1)) (tryEval 1) (tryEval { a = throw "lazy"; }).success (tryEval <no-such-entry>)
  (let x = throw "once"; in [ (tryEval x) (tryEval x) ])
  (tryEval (seq (throw "a") 1)) (tryEval (deepSeq [ { a = throw "b"; } ] 1)) (tryEval (map (x: throw "c") [ 1 ])).success
  ((tryEval (assert 1 == 2; 1)).success)
]
