# The function is not known while compiling.
let s = { f = x: if x == null then "end" else s.f x; }; in s.f 1
