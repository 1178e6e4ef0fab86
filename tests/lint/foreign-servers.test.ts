import { estimateTokens } from "@mortise/lint";
import { connect } from "@mortise/node";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, test } from "vitest";
import { commandOf, lint } from "./run-lint.ts";

/** Foreign servers, with the variables that they want before they start. */
const SERVERS: readonly (readonly [name: string, args: string[], env: Record<string, string>])[] = [
  ["server-everything", [], {}],
  ["server-filesystem", [import.meta.dirname], {}],
  ["server-memory", [], {}],
  ["server-sequential-thinking", [], {}],
  ["server-github", [], {}],
  ["server-slack", [], { SLACK_BOT_TOKEN: "none", SLACK_TEAM_ID: "none" }],
];

describe.for(SERVERS)("%s", ([name, args, env]) => {
  const [command = "", ...rest] = commandOf(`@modelcontextprotocol/${name}`, ...args);

  test("has the findings that were looked at", async () => {
    const variables = Object.entries(env).flatMap(([key, value]) => ["-e", `${key}=${value}`]);
    const { findings } = await lint(...variables, "--", command, ...rest);
    const lines = findings.map(({ rule, severity, subject, pointer, affects }) => {
      const about = subject.kind === "server" ? "server" : `${subject.kind} ${subject.name}`;
      return `${about}${pointer}: ${severity} ${rule}${affects.length > 0 ? ` (${affects.join(", ")})` : ""}`;
    });
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  test("costs as many tokens as estimated, within 6 %, and each tool within 20 %", async () => {
    await using client = await connect({ command, args: rest, env, stderr: "capture" });
    const tools = await client.listTools();
    let counted = 0;
    let estimated = 0;
    for (const { name: tool, description, inputSchema } of tools) {
      const declaration = { type: "function", name: tool, description, parameters: inputSchema };
      const text = JSON.stringify(declaration);
      const tokens = encode(text).length;
      expect(Math.abs(estimateTokens(text) / tokens - 1), tool).toBeLessThan(0.2);
      counted += tokens;
      estimated += estimateTokens(text);
    }
    expect(Math.abs(estimated / counted - 1)).toBeLessThan(0.06);
  });
});
