let f = { a, b ? a + 1, c ? b + 1, ... }@args: [ a b c (args ? b) (builtins.attrNames args) ]; in [
  (f { a = 1; }) (f { a = 1; b = 5; }) (f { a = 1; z = 0; })
  ((args@{ x ? y, y ? 3 }: [ x y args ]) { }) (({ }: 1) { }) (({ ... }: 2) { q = 1; })
  (builtins.functionArgs f) (builtins.functionArgs (x: x)) (builtins.functionArgs map)
  (({ a ? throw "unused" }: 1) { })
]
