let x = 1; in [
  (rec { x = 2; y = x; z.w = y; })
  rec { a = b; b = c; c = 3; d = { inherit a; }; }
  (rec { ${"b"} = 2; a = b; })
  (rec { a = 1; __overrides = { a = 10; c = a + 1; }; b = a; })
]
