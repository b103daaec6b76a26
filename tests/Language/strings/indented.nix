[
  ''
    a
      b
    c
  ''
  ''
    x ${"y"} z
      ${"multi
line"}
  ''
  ''no newline''
  ''

  ''
  ''''
  ''  leading''
  ''
    ''${escaped} ''' '''' ''\n ''\t $ $$ ''$ '
  ''
  ''
  	tab
    spaces
  ''
  ''
      trailing spaces   
    
    end''
]
