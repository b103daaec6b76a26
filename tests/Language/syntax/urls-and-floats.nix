[ https://example.org/a?b=c%20d x:y 1.5 .5 1. 0.5e3 1.e-2 ]
