{ "a b" = throw "text with a blank at its end \n"; }
