with builtins; [
  (map (p: compareVersions (elemAt p 0) (elemAt p 1)) [ [ "1.0" "1" ] [ "1.0pre" "1.0" ] [ "2.3a" "2.3c" ] [ "2.3.a" "2.3.1" ] [ "1" "1" ] [ "99999999999999999999" "1" ] [ "1.2-3" "1.2.3" ] ])
  (splitVersion "1.2-3pre_4+x..y") (parseDrvName "nix-0.12pre12876") (parseDrvName "a-b") (parseDrvName "x-1-2") (parseDrvName "")
]
