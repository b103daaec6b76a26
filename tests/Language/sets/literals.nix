# Updates of sets that are written out: one set, whose names, values and places are those of the update.
let
  plain = { a = 1; b = 2; } // { b = 3; c = 4; } // { c = 5; d = 6; };
  behind = set: { a = 1; b = throw "hidden"; } // { b = 2; c = throw "hidden"; } // set;
  computed = name: { a = 1; } // { ${name} = 2; } // { c = 3; };
  functor = { __functor = self: x: self.k * x; } // { k = 6; };
  scope = { f = x: x + 1; } // { g = x: x * 2; };
  itself = rec { a = 1; b = { inherit a; } // { c = a; } // { a = c; }; c = 3; };
  place = name: set: let at = builtins.unsafeGetAttrPos name set; in [ at.line at.column ];
in
{
  inherit plain itself;
  behind = behind { c = 3; };
  computed = [ (computed "a") (computed "c") ];
  functor = functor 7;
  scope = scope.g (scope.f 3);
  within = with { a = 1; } // { b = 2; }; a + b;
  places = [ (place "a" ({ a = 1; b = 2; } // { b = 3; })) (place "b" ({ a = 1; b = 2; } // { b = 3; })) ];
  empty = { } // { };
  names = builtins.attrNames ({ z = 1; m = 2; } // { a = 1; m = 3; });
  failing = builtins.tryEval ({ a = 1; } // { b = 2; } // throw "right").a;
  first = { zz1 = 1; yy1 = throw "not seen"; } // { yy1 = 2; ww1 = 3; zz1 = 4; };
}
