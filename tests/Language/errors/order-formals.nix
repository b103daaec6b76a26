({ p ? { z = 1; }, q ? 2 }@r: { r = throw "r"; q = throw "q"; p = throw "p"; z = throw "z"; }) { }
