[
  "tab\tnew\nline\rreturn\\back\"quote\${dollar}\x"
  "$plain $$ $${not} $a"
  "multi
  line"
  "a${"b${"c"}"}d"
  "${"x"}"
  "é日本😀"
]
