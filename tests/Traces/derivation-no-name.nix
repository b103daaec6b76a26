derivation { nam = "x"; system = "s"; builder = "/b"; }
