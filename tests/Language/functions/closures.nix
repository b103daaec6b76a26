let
  counter = start: rec { value = start; next = counter (start + 1); double = value * 2; };
  mk = a: b: c: { sum = a + b + c; parts = [ a b c ]; scaled = k: map (x: x * k) [ a b c ]; };
  fix = f: let x = f x; in x;
  mutual = n: let even = i: if i == 0 then true else odd (i - 1); odd = i: if i == 0 then false else even (i - 1); in [ (even n) (odd n) ];
in [
  (counter 5).next.next.double (mk 1 2 3).sum (mk 1 2 3).parts ((mk 1 2 3).scaled 10) (fix (self: { a = 1; b = self.a + 1; })) (mutual 11)
  (let loop = n: acc: if n == 0 then acc else loop (n - 1) (acc + n); in loop 2000 0)
  (let f = n: acc: if n == 0 then acc else f (n - 1) (acc ++ [ (x: x + n) ]); in map (g: g 1) (f 4 [ ]))
]
