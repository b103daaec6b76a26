with builtins; [
  (attrNames { b = 1; a = 2; "10" = 3; "9" = 4; }) (attrValues { b = 1; a = 2; }) (getAttr "a" { a = 1; }) (hasAttr "b" { a = 1; })
  (mapAttrs (n: v: n + v) { a = "1"; b = "2"; }) (listToAttrs [ { name = "a"; value = 1; } { name = "a"; value = 2; } ])
  (isAttrs { }) (typeOf { }) (map typeOf [ 1 1.5 "" /p null true [ ] (x: x) map ]) (isNull null)
  (intersectAttrs { a = 1; } { a = 2; b = 3; })
]
