builtins.toXML { a = 1; b = [ "x<&\"\n" null true 1.5 ]; f = { x, y ? 1, ... }@z: 1; g = a: b: 1; p = /p; h = map; }
