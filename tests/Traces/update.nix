let base = { a = 1; }; in base // (if true then [ ] else { })
