(derivation { name = "x"; system = "s"; builder = "/b"; outputs = [ "a" 2 ]; }).a
