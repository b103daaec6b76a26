{ second = 1; first = 2; }
