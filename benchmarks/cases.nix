# Chains of comparisons with strings, as of platforms, phases and options.
let
  names = [ "linux" "darwin" "freebsd" "netbsd" "openbsd" "windows" "wasi" "redox" "genode" "cygwin" "none" "other" ];
  number = kernel:
    if kernel == "linux" then 1 else if kernel == "darwin" then 2 else if kernel == "freebsd" then 3 else if kernel == "netbsd" then 4
    else if kernel == "openbsd" then 5 else if kernel == "windows" then 6 else if kernel == "wasi" then 7 else if kernel == "redox" then 8
    else if kernel == "genode" then 9 else if kernel == "cygwin" then 10 else if kernel == "none" then 11 else 12;
  sum = builtins.foldl' (acc: i: acc + number (builtins.elemAt names (i - (i / 12) * 12))) 0 (builtins.genList (i: i) 1200000);
in
sum
