let counter = { start = 1; __functor = self: x: self.begin + x; }; in counter 2
