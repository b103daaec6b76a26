[
  (import ./absolute.nix)
  (builtins.toString x/y)
  http://a.b/c?d
  /e/${"f"}
]
