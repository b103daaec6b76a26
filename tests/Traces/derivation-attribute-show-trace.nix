let
  inner = derivation { name = "inner"; system = "s"; builder = "/b"; args = [ (x: x) ]; };
in
"${derivation { name = "outer"; system = "s"; builder = inner; }}"
