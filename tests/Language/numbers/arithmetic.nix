[
  (7 / 2) (-7 / 2) (7.0 / 2) (1 + 1.5) (2 * 0.5) (9223372036854775807 - 1) (-9223372036854775807 - 1)
  (builtins.bitAnd 12 10) (builtins.bitOr 12 10) (builtins.bitXor 12 10) (builtins.bitAnd (-1) 255)
  (builtins.ceil 1.2) (builtins.floor (-1.2)) (builtins.ceil 3) (builtins.add 1 2.5) (builtins.lessThan 1 1.5)
  1.0 1.5e10 1.0e-7 100000.0 1000000.0 123456789.0 0.1 (0.1 + 0.2) (1.0e308 * 10) (-1.0e308 * 10)
  (9223372036854775807 == 9223372036854775807.0) (builtins.toJSON [ 0.1 1.0 1.0e15 1.0e16 1.0e-5 123456.789 (0.1 + 0.2) ])
]
