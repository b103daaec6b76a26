builtins.tryEval (1 + null)
