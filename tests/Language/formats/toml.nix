builtins.fromTOML ''
  # a comment
  title = "TOML"
  nums = [ 1, 0x1F, 0o7, 0b11, 1_000, -5 ]
  floats = [ 1.5, -2e3, inf ]
  multi = """
  a \
    b"""
  lit = 'C:\x'
  a.b.c = 1
  [table]
  x = { y = 1, z.w = true }
  [table.sub]
  k = "v"
  [[arr]]
  n = 1
  [[arr]]
  n = 2
''
