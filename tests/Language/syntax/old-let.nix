[ (let { body = a + b; a = 1; b = 2; }) (let { inherit (x) y; x = { y = 7; }; body = y; }) ]
