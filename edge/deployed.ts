import { equal, match } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "@mortise/node";
import type { CaseOutcome } from "./run-cases.ts";
import type { Runtime } from "./runtimes.ts";

/** A start ends with an event; this only ends one that hangs, on the slowest machine. */
const LIMIT_MS = 300_000;

/** The file of `examples/deploy` for a runtime, served by it. */
interface Deployed extends AsyncDisposable {
  readonly origin: string;
}

async function start(runtime: Runtime): Promise<Deployed> {
  const { program, args } = await runtime.deploy();
  const child = spawn(program, args, {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LIMIT_MS,
  });
  const exited = once(child, "exit");
  const listening = Promise.withResolvers<string>();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const port = /"port":(\d+)|http:\/\/[\w.]+:(\d+)/.exec(output);
      if (port) listening.resolve(`http://127.0.0.1:${port[1] ?? port[2]}`);
    });
  }
  child.on("exit", (code) => listening.reject(new Error(`It ended with ${code}:\n${output}`)));
  return {
    origin: await listening.promise,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Resolves with the status of a GET that names `host`. */
async function getStatus(url: string, host?: string): Promise<number | undefined> {
  const sent = request(url, host === undefined ? {} : { headers: { host } }).end();
  const [response] = await once(sent, "response");
  response.resume();
  return response.statusCode;
}

async function check(runtime: Runtime): Promise<void> {
  await using deployed = await start(runtime);
  const { origin } = deployed;
  for (const revision of ["2026-07-28", "2025-11-25"] as const) {
    await using client = await connect(`${origin}/mcp`, { revision });
    equal((await client.callTool("greet_city", { city: "Bern" })).text, "Hello, Bern!");
    const messages: string[] = [];
    const onProgress = ({ message }: { readonly message?: string }): void => {
      messages.push(message ?? "");
    };
    equal((await client.callTool("plan_route", { legs: 2 }, { onProgress })).text, "2 legs");
    match(messages.join(), /leg 1 is planned/);
  }
  equal(await getStatus(`${origin}/healthz`), 200);
  equal(await getStatus(`${origin}/other`), 404);
  equal(await getStatus(`${origin}/mcp`, "evil.example"), 403);
}

/** Serves the runtime's file of `examples/deploy`, and says whether it answers as it should. */
export async function runDeployed(runtime: Runtime): Promise<CaseOutcome> {
  const name = "its file of examples/deploy answers clients and health checks";
  return check(runtime).then(
    () => ({ name }),
    (error: unknown) => ({ name, error: String(error) }),
  );
}
