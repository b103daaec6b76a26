let f = n: if n == 0 then 1 / n else f (n - 1) + 1; in f 100
