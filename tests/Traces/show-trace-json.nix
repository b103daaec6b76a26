builtins.toJSON { list = [ 1 { deep = { f = x: x; }; } ]; }
