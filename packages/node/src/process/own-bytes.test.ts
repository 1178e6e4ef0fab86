import { expect, test } from "vitest";
import { connect } from "../connect.ts";
import type { ProcessTarget } from "./process-transport.ts";

const ECHO = `
  require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method } = JSON.parse(line);
    const result = method === "initialize"
      ? { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "small", version: "1" } }
      : {};
    if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
`;

test("a process that starts gives a way to write bytes of its own, which the tap sees", async () => {
  const answered = Promise.withResolvers<void>();
  const sent: unknown[] = [];
  let write: (text: string) => void = () => undefined;
  const target: ProcessTarget = {
    command: process.execPath,
    args: ["--eval", ECHO],
    onStart: (started) => {
      write = started.write;
    },
  };
  const client = await connect(target, {
    revision: "2025-06-18",
    tap: (frame) => {
      if (frame.kind !== "data") return;
      if (frame.direction === "sent") sent.push(frame.data);
      else if (String(frame.data).includes('"id":"raw"')) answered.resolve();
    },
  });
  const line = '{ "jsonrpc": "2.0", "id": "raw", "method": "ping" }\n';
  write(line);
  await answered.promise;
  expect(sent.at(-1)).toBe(line);
  await client.close();
  write(line);
  expect(sent.filter((text) => text === line)).toHaveLength(1);
});
