// A server of a test's own: the demo in a folder that goes when it ends, with a catcher for its mails.
// It can be started again on a later day.

import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BINARY = process.env.FINGERPOST;
/** How long a server may take to answer, and a mail to come. */
const PATIENCE_MS = 120_000;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(what, look) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const found = await look();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`${what} did not come`);
}

/** The least of SMTP: takes every mail and keeps it. */
async function catcher() {
  const mails = [];
  const server = createServer((socket) => {
    let [buffer, to, inData] = ["", "", false];
    const say = (line) => socket.write(`${line}\r\n`);
    say("220 here");
    socket.on("error", () => {});
    socket.on("data", (piece) => {
      buffer += piece;
      for (;;) {
        const end = inData ? buffer.indexOf("\r\n.\r\n") : buffer.indexOf("\r\n");
        if (end < 0) return;
        const part = buffer.slice(0, end);
        buffer = buffer.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          mails.push({ to, text: decoded(part) });
          say("250 taken");
        } else if (/^RCPT TO:/i.test(part)) {
          to = part.match(/<([^>]*)>/)[1];
          say("250 yes");
        } else if (/^DATA/i.test(part)) {
          inData = true;
          say("354 go on");
        } else if (/^QUIT/i.test(part)) {
          say("221 bye");
          socket.end();
        } else say("250 yes");
      }
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { mails, port: server.address().port, close: () => server.close() };
}

/** A mail's head, unfolded, and its text, out of quoted-printable or base64. */
function decoded(mail) {
  const [head, ...rest] = mail.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  if (/transfer-encoding: base64/i.test(head)) return `${head}\n${Buffer.from(body, "base64")}`;
  if (!/transfer-encoding: quoted-printable/i.test(head)) return mail;
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return `${head}\n${Buffer.from(bytes, "latin1").toString("utf8")}`;
}

/** What an authenticator with this seed shows now. */
export function code(seed) {
  const bits = [...seed.replace(/=+$/, "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = hash[hash.length - 1] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The server: `base` is its address; `later` starts it again so many days ahead. */
export async function ownServer() {
  if (!BINARY) throw new Error("set FINGERPOST to the binary that is tested");
  const folder = await mkdtemp(join(tmpdir(), "fingerpost-"));
  const post = await catcher();
  const environment = {
    ...process.env,
    FINGERPOST_DATA__DIR: join(folder, "data"),
    FINGERPOST_MAIL__HOST: "127.0.0.1",
    FINGERPOST_MAIL__PORT: String(post.port),
    FINGERPOST_MAIL__ENCRYPTION: "none",
    FINGERPOST_MAIL__FROM: "Demo <demo@directory.example>",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  const data = environment.FINGERPOST_DATA__DIR;
  let child;
  const server = {
    base: "",
    mails: post.mails,
    async start(days) {
      const file = join(folder, `url-${days}`);
      const demo = [BINARY, "demo", "--data-dir", data, "--listen", "127.0.0.1:0", "--url-file", file];
      const [program, ...args] = days ? ["faketime", "-f", `+${days}d`, ...demo] : demo;
      // A group of its own: `faketime` stays in front of the server that it starts.
      child = spawn(program, args, { env: environment, stdio: "ignore", detached: true });
      let ended = false;
      child.on("exit", () => (ended = true));
      child.on("error", () => (ended = true));
      server.base = await until("the server", async () => {
        if (ended) throw new Error("the server has ended");
        return (await readFile(file, "utf8").catch(() => "")).trim();
      });
    },
    async stop() {
      const group = -child.pid;
      process.kill(group, "SIGTERM");
      await until("the end of the server", () => {
        try {
          process.kill(group, 0);
          return false;
        } catch {
          return true;
        }
      });
    },
    async later(days) {
      await server.stop();
      await server.start(days);
    },
    /** Gives a role on the command line. */
    role: (...args) => execFileSync(BINARY, ["people", "give-role", ...args], { env: environment, stdio: "pipe" }),
    /** The next mail to somebody that has these words; it is then gone. */
    mail: (to, words) =>
      until(`a mail to ${to} with ${words}`, () => {
        const at = post.mails.findIndex((mail) => mail.to === to && mail.text.includes(words));
        return at < 0 ? undefined : post.mails.splice(at, 1)[0].text;
      }),
    async end() {
      await server.stop();
      post.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start(0);
  return server;
}
