let s = { a.b = 1; or = 2; }; in
[ (s.a.b or 9) (s.a.c or 9) (s.x.y.z or 9) (s.a.b.c or 9) (null.a or 9) s.or ({ or = 3; }.or) (s.x or s.y or "last") ((s.x or (x: x)) 4) ]
