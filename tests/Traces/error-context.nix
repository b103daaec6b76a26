let
  check = n: if n == 0 then throw "too small" else builtins.addErrorContext "while checking ${toString n}" (1 + check (n - 1));
in
check 6
