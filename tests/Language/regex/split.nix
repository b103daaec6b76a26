with builtins; [
  (split "(a)b" "abc") (split "([ac])" "abc") (split "(a)|(c)" "abc") (split "([[:upper:]]+)" " FOO ") (split "" "ab") (split "b*" "abba")
  (split "," "a,b,,c") (split "(a|ab|abc)" "xabcx") (split "^a" "aa") (split "x" "none") (split "\n" "a\nb\n") (split "[-_.]" "a-b_c.d")
]
