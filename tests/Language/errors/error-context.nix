builtins.addErrorContext (throw "context") (throw "result")
