let big = builtins.listToAttrs (builtins.genList (i: { name = "k${toString i}"; value = i; }) 40); in [
  ({ a = 1; b = 2; } // { b = 3; c = 4; })
  ((big // { k7 = "seven"; new = true; }).k7)
  (builtins.length (builtins.attrNames (big // { new = 1; } // { new2 = 2; k1 = 0; })))
  (builtins.foldl' (acc: i: acc // { "n${toString i}" = i; }) { } (builtins.genList (i: i) 30)).n29
  (builtins.attrValues (builtins.intersectAttrs { k3 = 1; k5 = 1; zz = 1; } (big // { k3 = "x"; })))
  (removeAttrs { a = 1; b = 2; c = 3; } [ "b" "nope" ])
]
