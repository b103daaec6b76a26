[ (builtins.scopedImport { a = 1; } ./files/scoped.nix) ]
