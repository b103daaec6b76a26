# There is a way out that is never taken: a loop after a hundred million turns.
let f = turns: if turns < 0 then "end" else f (turns + 1); in f 0
