{
  sum = 1 + 2;
  bad = "x" + (if 1 then "a" else "b");
}
