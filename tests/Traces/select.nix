let
  config = { services.web = { port = throw "no port was chosen"; }; };
in
config.services.web.port
