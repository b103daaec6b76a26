let or = 1; in [ ((f: f)   (x:   x + 1) /* here */ or) (f: f) or ] ++ 1
