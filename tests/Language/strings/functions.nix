with builtins; [
  (stringLength "é") (substring 1 2 "abcd") (substring 2 (-1) "abcd") (substring 9 1 "ab")
  (concatStringsSep ", " [ "a" "b" ]) (concatStringsSep "-" [ ])
  (replaceStrings [ "a" "" ] [ "b" "-" ] "xay") (replaceStrings [ "" ] [ "-" ] "abc") (replaceStrings [ "ab" "a" ] [ "1" "2" ] "aabab")
  (toString [ 1 [ ] "x" [ 2 [ 3 ] ] null true false 1.5 ]) (toString { __toString = s: "me ${s.n}"; n = "N"; }) (toString { outPath = "/o"; })
  (baseNameOf "a/b/") (baseNameOf "a/b//") (dirOf "a") (dirOf "/a") (dirOf "a/b/c")
  ("a" < "b") ("a" < "B") ("" < "a") ("ab" < "abc")
  (map (s: hashString s "abc") [ "md5" "sha1" "sha256" "sha512" ])
]
