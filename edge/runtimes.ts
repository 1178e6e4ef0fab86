import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PinnedPackages } from "../scripts/workspace/pinned-packages.ts";
import { writeBundle } from "./bundle.ts";

/** The programs of the runtimes, installed when a run needs them. */
export const programs: PinnedPackages = new PinnedPackages(new URL("./runtimes/", import.meta.url));

/** The command of a process. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** A JavaScript runtime besides Node. */
export interface Runtime {
  readonly name: "workerd" | "Bun" | "Deno";
  /** The npm package whose version is tested. */
  readonly package: string;
  /** The next request may reach another instance, so that nothing is kept between requests. */
  readonly isTransient: boolean;
  /** Serves `edge/server`, and writes a line of JSON for each of its sockets. */
  readonly serve: () => Command | Promise<Command>;
  /** Serves its file of `examples/deploy`, and writes its port. */
  readonly deploy: () => Command | Promise<Command>;
  /** Runs a program of `edge`; absent for a runtime that runs none. */
  readonly run?: (file: string, ...args: readonly string[]) => Command;
}

/** The day whose behaviour of Workers is tested. */
const COMPATIBILITY_DATE = "2026-07-01";

export const RUNTIMES: readonly Runtime[] = [
  {
    name: "workerd",
    package: "workerd",
    isTransient: true,
    serve: serveOnWorkerd,
    deploy: deployOnWorkerd,
  },
  {
    name: "Bun",
    package: "bun",
    isTransient: false,
    serve: () => runOnBun("server/bun.ts"),
    deploy: () => runOnBun("../examples/deploy/bun.ts"),
    run: runOnBun,
  },
  {
    name: "Deno",
    package: "deno",
    isTransient: false,
    serve: () => runOnDeno("server/deno.ts"),
    deploy: deployOnDeno,
    run: runOnDeno,
  },
];

const ARCH = process.arch === "arm64" ? "arm64" : "64";

async function serveOnWorkerd(): Promise<Command> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-edge-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await Promise.all(["plain", "cases"].map((name) => writeBundle(name, folder)));
  const config = join(folder, "config.capnp");
  // The case server uses modules of Node; the plain one must do without.
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "plain", worker = .plain), (name = "cases", worker = .cases)],
  sockets = [
    (name = "plain", address = "127.0.0.1:0", http = (), service = "plain"),
    (name = "cases", address = "127.0.0.1:0", http = (), service = "cases"),
  ],
);
const plain :Workerd.Worker = (
  modules = [(name = "plain.js", esModule = embed "plain.js")],
  compatibilityDate = "${COMPATIBILITY_DATE}",
);
const cases :Workerd.Worker = (
  modules = [(name = "cases.js", esModule = embed "cases.js")],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  compatibilityFlags = ["nodejs_compat"],
);
`,
  );
  return { program: findWorkerd(), args: ["serve", config, "--control-fd=1"] };
}

async function deployOnWorkerd(): Promise<Command> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-deploy-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await writeBundle("../../examples/deploy/cloudflare", folder, "worker.js");
  const config = join(folder, "config.capnp");
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "worker", worker = .worker)],
  sockets = [(name = "worker", address = "127.0.0.1:0", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${COMPATIBILITY_DATE}",
);
`,
  );
  return { program: findWorkerd(), args: ["serve", config, "--control-fd=1"] };
}

function findWorkerd(): string {
  return programs.path(`@cloudflare/workerd-${process.platform}-${ARCH}/bin/workerd`);
}

function deployOnDeno(): Command {
  const { program, args } = runOnDeno("../examples/deploy/deno.ts");
  const [, ...options] = args;
  return { program, args: ["serve", "--host", "127.0.0.1", "--port", "0", ...options] };
}

function runOnBun(file: string, ...args: readonly string[]): Command {
  const arch = process.arch === "arm64" ? "aarch64" : "x64";
  return {
    program: programs.path(`@oven/bun-${process.platform}-${arch}/bin/bun`),
    args: [pathOf(file), ...args],
  };
}

function runOnDeno(file: string, ...args: readonly string[]): Command {
  const libc = process.platform === "linux" ? "-glibc" : "";
  return {
    program: programs.path(`@deno/${process.platform}-${process.arch}${libc}/deno`),
    args: ["run", "--no-lock", "--allow-net", "--allow-env", "--allow-read", pathOf(file), ...args],
  };
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
