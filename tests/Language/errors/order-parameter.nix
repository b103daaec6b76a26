(y: { c = 1; a = throw "a"; y = throw "y"; }) 1
