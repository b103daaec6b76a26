[
  (1 + 2 * 3 - 4 / 2) (-2 * 3) (!true || true) (!(true == false)) (1 < 2 == true)
  (({ a = 1; } // { b = 2; }) ? a) (true -> false || true) (false -> throw "not evaluated")
  ([ 1 ] ++ [ 2 ] ++ [ 3 ] == [ 1 2 3 ]) ("a" + "b" == "ab" && 1 != 2) (2 - 1 - 1) (8 / 2 / 2)
  (let f = x: y: x - y; in f 5 3 - 1) (-1 < 1) ({ a = -1; }.a)
]
