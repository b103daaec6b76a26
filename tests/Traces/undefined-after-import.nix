builtins.seq (import ./files/names.nix) (import ./files/undefined.nix)
