let a = "lexical"; in [
  (with { a = 1; b = 2; }; [ a b ])
  (with { b = 1; }; with { b = 2; c = 3; }; [ b c ])
  (with { x = { y = 1; }; }; with x; y)
  (let s = { v = 5; w = v: v; }; in with s; w v)
  (with throw "never forced"; 1)
  (with builtins; length [ 1 2 ])
  (with { length = x: "mine"; }; length [ ])
  (with builtins; with { length = x: "inner"; }; length [ ])
]
