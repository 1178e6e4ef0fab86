import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { findFreePort } from "../../scripts/workspace/free-port.ts";

/** A proxy with its file in `examples/deploy`. */
export interface Proxy {
  readonly name: string;
  /** The program; `undefined` unless it is installed. */
  readonly program: string | undefined;
  /** Writes its files into `folder` and returns its arguments, to listen on `port` before `upstream`. */
  readonly prepare: (folder: string, port: number, upstream: string) => readonly string[];
}

function findProgram(name: string): string | undefined {
  return ["/usr/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    .map((folder) => join(folder, name))
    .find(existsSync);
}

function readDeployed(file: string): string {
  return readFileSync(new URL(`../deploy/${file}`, import.meta.url), "utf8");
}

export const PROXIES: readonly Proxy[] = [
  {
    name: "nginx",
    program: findProgram("nginx"),
    prepare: (folder, port, upstream) => {
      const server = readDeployed("nginx.conf")
        .replace("server routes:3000;", `server ${upstream};`)
        .replace("listen 8080;", `listen 127.0.0.1:${port};`);
      const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
      const places = kinds.map((kind) => `${kind}_temp_path ${kind};`).join(" ");
      const file = `daemon off; pid nginx.pid; error_log stderr; events {}
        http { access_log off; ${places} ${server} }`;
      writeFileSync(join(folder, "nginx.conf"), file);
      return ["-e", "stderr", "-p", folder, "-c", "nginx.conf"];
    },
  },
  {
    name: "Caddy",
    program: findProgram("caddy"),
    prepare: (folder, port, upstream) => {
      const server = readDeployed("Caddyfile")
        .replace(":8080 {", `http://127.0.0.1:${port} {`)
        .replace("{$UPSTREAM:routes:3000}", upstream);
      writeFileSync(join(folder, "Caddyfile"), `{\n\tadmin off\n}\n${server}`);
      return ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"];
    },
  },
];

/** Starts a proxy before the endpoint `url`, and resolves with the URL of the endpoint behind it. */
export async function startProxy(
  { name, program, prepare }: Proxy,
  url: string,
): Promise<{ readonly url: string } & AsyncDisposable> {
  if (program === undefined) throw new Error(`${name} is not installed`);
  const folder = mkdtempSync(join(tmpdir(), "mortise-proxy-"));
  const port = await findFreePort();
  const { host, pathname } = new URL(url);
  const child = spawn(program, prepare(folder, port, host), {
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-4_000);
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${complaint}`);
    await pause(50);
  }
  return {
    url: `http://127.0.0.1:${port}${pathname}`,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
