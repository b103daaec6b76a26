/* a block comment * / still in it **/
[ # to the end of the line
  1 /* between */ 2
  # "not a string ''
  "# not a comment" ''/* nor this */''
]
