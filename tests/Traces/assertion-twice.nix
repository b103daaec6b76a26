assert builtins.trace "twice" 1 == 2; 3
