[ /a/b /a/../b /a/./c (/a + "/b") (/a + "b") (/. + "x") /a${"b"}/c (dirOf /a/b) (baseNameOf /a/b) (/a < /b) (toString /a/b) (builtins.typeOf (/a + "/b")) (builtins.pathExists /no/such/path) ]
