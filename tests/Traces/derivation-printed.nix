let d = derivation { name = "x"; system = "s"; builder = "/b"; }; in { inherit derivation; inherit (d) all drvAttrs; } + d.all
