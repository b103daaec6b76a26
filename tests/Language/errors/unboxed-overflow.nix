let square = n: n * n; in square (square 3037000499)
