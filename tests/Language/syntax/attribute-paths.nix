{
  a.b.c = 1;
  a.b.d = 2;
  a.e = { f = 3; };
  a.e.g = 4;
  "quoted name".x = 5;
  ${"computed"}.y = 6;
  "${"dyn" + "amic"}" = 7;
  ${null} = "dropped";
  set = { x = { y = 1; }; x.z = 2; };
  inherit (rec { p = 1; q = p + 1; }) p q;
}
