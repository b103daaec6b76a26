with builtins; let s = appendContext "text" { "/nix/store/ffffffffffffffffffffffffffffffff-x" = { path = true; }; "/nix/store/ffffffffffffffffffffffffffffffff-y.drv" = { outputs = [ "out" "dev" ]; allOutputs = true; }; }; in [
  (getContext s) (hasContext s) (hasContext "x") (unsafeDiscardStringContext s) (getContext (substring 0 0 s)) (getContext "a${s}b")
  (s == "text") (getContext (unsafeDiscardOutputDependency s)) (hasContext (toString [ s ])) (stringLength s) (hasContext (concatStringsSep s [ ]))
  (toFile "n" "contents") (placeholder "out") (hashString "sha256" s)
]
