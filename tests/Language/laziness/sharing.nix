let
  boom = throw "never";
  list = [ boom 2 ];
  set = { a = boom; b = 2; };
  shared = let x = builtins.length (builtins.genList (i: i) 10); in x + x;
  cond = if true then 1 else boom;
  infinite = let ones = { head = 1; tail = ones; }; in ones.tail.tail.head;
  unused = (x: y: x) 1 boom;
  short = [ (false && boom) (true || boom) (false -> boom) ];
in [ (builtins.elemAt list 1) set.b shared cond infinite unused short (builtins.length [ boom boom ]) (builtins.attrNames set) ]
