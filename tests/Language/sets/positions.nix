let
  s = {
    plain = 1;
    nested.deep = 2;
    "quoted" = 3;
    ${"dynamic"} = 4;
  };
  at = n: set: let p = builtins.unsafeGetAttrPos n set; in if p == null then null else [ p.line p.column (baseNameOf p.file) ];
in [
  (at "plain" s) (at "nested" s) (at "deep" s.nested) (at "quoted" s) (at "dynamic" s) (at "missing" s)
  (at "plain" (s // { other = 1; })) (at "other" (s // { other = 1; })) (at "plain" (builtins.mapAttrs (n: v: v) s))
  (at "plain" (removeAttrs s [ "quoted" ])) (at "x" (builtins.functionArgs ({ x, y ? 1 }: x)))
  (at "p" (builtins.listToAttrs [ { name = "p"; value = 1; } ]))
  __curPos.line __curPos.column
]
