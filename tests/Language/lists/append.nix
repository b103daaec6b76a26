let xs = builtins.foldl' (acc: i: acc ++ [ i ]) [ ] (builtins.genList (i: i) 50); a = xs ++ [ "a" ]; b = xs ++ [ "b" ]; in
[ (builtins.length xs) (builtins.elemAt a 50) (builtins.elemAt b 50) (builtins.length a) (builtins.elemAt (a ++ [ 1 ]) 51) (builtins.elemAt b 49) ]
