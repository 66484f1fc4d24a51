// A mail server that keeps what it is sent, on the port to which the demo posts.

import { createServer } from "node:net";

/** How long a mail may be on its way. */
const PATIENCE_MS = 20_000;

/** Takes the soft line breaks and the coded characters of quoted-printable away. */
const plain = (text) =>
  text
    .replace(/=\r\n/g, "")
    .replace(/(=[0-9A-F]{2})+/g, (coded) => Buffer.from(coded.replaceAll("=", ""), "hex").toString("utf8"));

/** Listens; `wait(to, mark)` gives the text of the next mail to an address that has the mark in it. */
export async function openMailbox(port = Number(process.env.MAIL_PORT)) {
  if (!port) throw new Error("set MAIL_PORT to the port to which the server sends its mail");
  const mails = [];
  const server = createServer((socket) => {
    let to = [];
    let data = null;
    let rest = "";
    const say = (line) => socket.write(`${line}\r\n`);
    say("220 mailbox");
    socket.setEncoding("utf8");
    socket.on("error", () => {});
    socket.on("data", (piece) => {
      rest += piece;
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line === ".") {
            mails.push({ to, text: plain(data) });
            [to, data] = [[], null];
            say("250 kept");
          } else data += `${line.replace(/^\.\./, ".")}\r\n`;
        } else if (/^EHLO/i.test(line)) say("250 mailbox");
        else if (/^DATA/i.test(line)) [data] = ["", say("354 go on")];
        else if (/^QUIT/i.test(line)) [say("221 bye"), socket.end()];
        else {
          const address = line.match(/^RCPT TO:<(.*)>/i);
          if (address) to.push(address[1].toLowerCase());
          say("250 fine");
        }
      }
    });
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  const wait = async (to, mark) => {
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      const at = mails.findIndex((mail) => mail.to.includes(to.toLowerCase()) && mail.text.includes(mark));
      if (at >= 0) return mails.splice(at, 1)[0].text;
      await new Promise((go) => setTimeout(go, 50));
    }
    throw new Error(`no mail to ${to} with ${mark} came`);
  };
  return { wait, close: () => new Promise((done) => server.close(done)) };
}

/** The path of the first link in a mail that begins so. */
export const linkIn = (text, path) => text.match(new RegExp(`${path}[^\\s]+`))[0];
