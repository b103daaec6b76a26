let
  f = x: if x == "a" then 1 else if x == "b" then 2 else if x == "c" then 3 else if x == "b" then 9 else if "d" == x then f "a" else if x == "long-string-here" then 6 else x;
  g = p: if p.kind or "none" == "one" then 1 else if p.kind or "none" == "two" then 2 else if p.kind or "none" == "none" then 3 else if p.kind or "other" == "none" then 4 else p.kind;
  k = o: let y = o; in { r = if o == "x" then builtins.trace "x" 1 else if y == "y" then 2 else if o == "z" then 3 else if o == "w" then 4 else 5; };
  loop = n: s: if s == "a" then loop (n + 1) "b" else if s == "b" then loop (n + 1) "c" else if s == "c" then (if n > 10 then n else loop (n + 1) "a") else throw "no";
in [ (map f [ "a" "b" "c" "d" "long-string-here" "zz" 1 null 2.5 { } [ ] /x ]) (map g [ { } { kind = "one"; } { kind = "two"; } { kind = 3; } 7 ]) (map (x: (k x).r) [ "x" "y" "z" "w" "v" ]) (loop 0 "a")
  (f "${derivation { name = "a"; system = "b"; builder = "c"; }}" == "a") (f "") ]
