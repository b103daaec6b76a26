{ abc = 1; abe = 2; abf = 3; abg = 4; abh = 5; abi = 6; }.abd
