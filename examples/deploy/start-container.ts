import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const DOCKERFILE = readFileSync(new URL("Dockerfile", import.meta.url), "utf8");

/** The facts of the Dockerfile that a container runtime acts upon. */
export const IMAGE: {
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  readonly user: number;
  readonly group: number;
  readonly port: number;
  readonly files: readonly string[];
} = {
  command: JSON.parse(read(/^CMD (\[.*\])$/m)),
  healthCheck: JSON.parse(read(/^HEALTHCHECK .*CMD (\[.*\])$/m)),
  user: Number(read(/^USER (\d+):\d+$/m)),
  group: Number(read(/^USER \d+:(\d+)$/m)),
  port: Number(read(/^EXPOSE (\d+)$/m)),
  files: read(/^COPY (.* )\.\/$(?![\s\S]*^COPY)/m)
    .trim()
    .split(" "),
};

function read(pattern: RegExp): string {
  const found = pattern.exec(DOCKERFILE)?.[1];
  if (found === undefined) throw new Error(`The Dockerfile has nothing like ${pattern}`);
  return found;
}

/** The numbers of a user and its group. */
interface ContainerUser {
  readonly uid: number;
  readonly gid: number;
}

/** The image's command, run without Docker: its files alone, as its user if this process may change users. */
export interface Container extends AsyncDisposable {
  readonly origin: string;
  /** Runs the image's health check, and resolves with its exit code. */
  checkHealth(): Promise<number | null>;
  /** Sends SIGTERM, and resolves with the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts a container, whose files it cannot change, as another user than the image's if one is given.
 *
 * @throws Error when the command ends before it listens.
 */
export async function startContainer(
  env: Readonly<Record<string, string>> = {},
  user: ContainerUser = { uid: IMAGE.user, gid: IMAGE.group },
): Promise<Container> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-container-"));
  chmodSync(folder, 0o755);
  for (const file of IMAGE.files) {
    if (file === "package-lock.json") continue;
    copyFileSync(new URL(file, import.meta.url), join(folder, file));
  }
  symlinkSync(
    fileURLToPath(new URL("../../node_modules", import.meta.url)),
    join(folder, "node_modules"),
  );
  // As with --read-only.
  chmodSync(folder, 0o555);
  const run = ([, ...args]: readonly string[], port: string) =>
    spawn(process.execPath, args, {
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: "/", NODE_ENV: "production", PORT: port, ...env },
      stdio: ["ignore", "ignore", "pipe"],
      ...(process.getuid?.() === 0 && user),
    });
  const child = run(IMAGE.command, "0");
  const exited = once(child, "exit");
  const listening = Promise.withResolvers<string>();
  let output = "";
  createInterface({ input: child.stderr }).on("line", (line) => {
    output += `${line}\n`;
    const port = /listens on http:\S+:(\d+)/.exec(line)?.[1];
    if (port !== undefined) listening.resolve(port);
  });
  child.on("exit", (code) => listening.reject(new Error(`It ended with ${code}:\n${output}`)));
  const remove = (): void => {
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true, force: true });
  };
  const port = await listening.promise.catch((error: unknown) => {
    remove();
    throw error;
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    checkHealth: async () => (await once(run(IMAGE.healthCheck, port), "exit"))[0],
    stop: async () => {
      child.kill("SIGTERM");
      return (await exited)[0];
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exited;
      remove();
    },
  };
}
