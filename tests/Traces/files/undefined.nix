{ first = nowhere; second = nothing; }
