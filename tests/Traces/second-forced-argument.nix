builtins.filter (throw "a") [ 1 ]
