a + "x"
