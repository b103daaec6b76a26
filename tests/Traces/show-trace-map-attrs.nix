builtins.mapAttrs (n: v: throw v) { a = "x"; }
