builtins.sort (a: b: a.key < b.key) [ { key = 1; } { key = "two"; } ]
