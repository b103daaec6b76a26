[ 1 "s" 1.5 /p null true (x: x) (1 + 1) { } [ ] [ 1 ] (if true then 1 else 2) { a = 1; } "a${"b"}" (-1) map (map (x: x)) ]
