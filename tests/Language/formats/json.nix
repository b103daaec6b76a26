with builtins; [
  (toJSON { b = [ 1 2.5 "x\"\n" null true ]; a = { }; s = { __toString = _: "str"; }; o = { outPath = "out"; x = 1; }; })
  (fromJSON ''{"a": [1, 2.5, -3e2, "\u00e9\ud83d\ude00\n", null, true], "b": {}, "a2": {"x": []}}'') (fromJSON "1") (fromJSON " [ ] ") (fromJSON "{\"a\":1,\"a\":2}")
  (toJSON (fromJSON "[1.0,1e3,123456789012345678]"))
]
