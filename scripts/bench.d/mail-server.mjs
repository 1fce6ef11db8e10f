// A mail server that takes every mail and keeps none: it costs next to nothing, and nothing is tried again.
//
//     node mail-server.mjs PORT

import net from "node:net";

const END = "\r\n.\r\n";

net
  .createServer((socket) => {
    let text = "";
    let inMail = false;
    const say = (line) => socket.write(line + "\r\n");
    socket.setEncoding("latin1").setNoDelay();
    socket.on("error", () => {});
    socket.on("data", (more) => {
      text += more;
      for (;;) {
        const ending = inMail ? END : "\r\n";
        const end = text.indexOf(ending);
        if (end < 0) return;
        const verb = text.slice(0, 4).toUpperCase();
        text = text.slice(end + ending.length);
        if (!inMail && verb === "QUIT") return socket.end("221 bye\r\n");
        inMail = !inMail && verb === "DATA";
        say(inMail ? "354 go on" : "250 ok");
      }
    });
    say("220 localhost");
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
