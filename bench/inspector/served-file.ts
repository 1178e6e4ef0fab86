import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Program } from "./program.ts";

const BIN = fileURLToPath(new URL("../../packages/mortise/src/bin.ts", import.meta.url));

/** The logs of one call of `log_much`; each is a frame of the wire. */
const LOGS = 10_000;

/** Writes a server of so many tools besides `big` and `log_much`; each inspector shows the name of `greet_0`. */
export function writeServer(file: string, tools: number, description: string): void {
  writeFileSync(
    file,
    `import { createServer } from "mortise";
const server = createServer({ name: "probe", version: "1.0.0" });
for (let number = 0; number < ${tools}; number += 1) {
  server.tool(\`greet_\${number}\`, { description: ${JSON.stringify(description)} }, () => "Hello");
}
server.tool("big", { description: "Return 5 MB of text." }, () => "a line of twenty-five B\\n".repeat(209_715));
server.tool("log_much", { description: "Log many times." }, (_, ctx) => {
  for (let at = 0; at < ${LOGS}; at += 1) ctx.log.info("step", { at });
  return "logged";
});
export default server;
`,
  );
}

/** Serves a file by URL, for the inspectors that take one. */
export async function serveFile(file: string): Promise<{ program: Program; url: string }> {
  const program = new Program([BIN, "run", file, "--http", "0"], {}, dirname(file));
  const url = await program.until((output) => /http:\/\/\S+\/mcp/.exec(output)?.[0]);
  return { program, url };
}
