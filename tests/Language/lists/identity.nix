# What a value is compared and printed by: its place. Evaluating it must not change that.
let
  f = x: x;
  viaThunk = (builtins.head [ f ]);
  a = [ viaThunk ];
  b = [ viaThunk ];
  small = (x: x) [ 1 2 ];
  long = (x: x) [ 1 2 3 ];
  set = (x: x) { a = 1; };
  nan = (1.0e308 * 10) - (1.0e308 * 10);
  nans = [ (nan + 0) ];
  forced = builtins.deepSeq [ a b nans ];
in
forced [
  (builtins.seq (builtins.head a) (a == b)) (a == [ f ]) (a == a) (nans == nans) (builtins.elem viaThunk a)
  (builtins.foldl' (acc: x: builtins.seq x (acc + 1)) 0 a == 1)
  [ ((x: x) small) ((x: x) small) small ] [ ((x: x) long) ((x: x) long) ] [ ((x: x) set) ((x: x) set) ]
  (builtins.sort (x: y: true) [ ((x: x) small) ((x: x) small) ])
  (builtins.filter (x: x == [ 1 2 ]) [ ((x: x) small) ((x: x) small) ])
  [ ((x: x) [ ]) ((x: x) { }) ]
]
