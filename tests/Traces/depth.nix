{
  a = let f = x: builtins.seq (f x) 1; in f 1;
}
