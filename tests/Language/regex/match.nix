with builtins; [
  (match "a(b*)c" "abbc") (match "a" "ab") (match "(a|ab)(c|bcd)(d*)" "abcd") (match "((a)|(b))*" "ab") (match "(a*)*" "b") (match "(x)?y" "y")
  (match "[[:alpha:]]+[0-9]{2,3}" "abc123") (match "[^a-c]+" "xyz") (match "[]a]+" "]a") (match "[a-]+" "a-") (match "a.c" "a\nc") (match "." "é")
  (match "\\.\\*\\(" ".*(") (match "[\\]+" "\\\\") (match "^a$" "a") (match "" "") (match "a{0}" "") (match "(a{2}){2}" "aaaa") (match "a|b|" "")
  (match "(.*)-([0-9.]+)" "foo-bar-1.2.3") (match "[[.hyphen.]-]+" "--") (match "[[=a=]]" "A")
]
