throw "message ${toString 1}"
