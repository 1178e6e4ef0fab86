import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const TASKS = JSON.stringify(new URL("../tasks.ts", import.meta.url).href);
const DESK = `import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { createServer, serve } from ${MORTISE};
import { tasks } from ${TASKS};
await serve(createServer({ name: "desk", version: "1.0.0", tasks: tasks({ database: "sqlite:tasks.db", graceMs: 0 }) }).tool(
  "export",
  { description: "Exports.", task: { poll: "50ms" } },
  async (_input, { signal }) => {
    while (!existsSync("go")) await setTimeout(20, undefined, { signal });
    return "exported";
  },
));
`;

/** Reads standard error up to the note about the task, and returns its id. */
async function readId(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) {
    const id = /is the task (\S+);/.exec(line)?.[1];
    if (id !== undefined) return id;
  }
  throw new Error("There was no note about a task");
}

test("Ctrl+C leaves the task of a call, and --task waits for it again", async () => {
  using line = openCommandLine({ "desk.ts": DESK });
  const child = line.start(["call", "desk.ts", "export"]);
  const id = await readId(child.stderr);
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([130, null]);
  line.write("go", "");
  expect(await line.run(["call", "desk.ts", "export", "--task", id])).toMatchObject({
    code: 0,
    out: "exported\n",
  });
  expect(await line.run(["call", "desk.ts", "--task", id, "--json"])).toMatchObject({ code: 0 });
});

test.each<[string[], RegExp]>([
  [
    ["export", "--task", "made-up"],
    /does not have the task "made-up": There is no task "made-up".*Check the id/,
  ],
  [["export", "a=1", "--task", "made-up"], /leave them out beside --task/],
  [["exprot", "--task", "made-up"], /did you mean export\?/],
])("call %j is refused", async (words, message) => {
  using line = openCommandLine({ "desk.ts": DESK });
  const { code, err } = await line.run(["call", "desk.ts", ...words]);
  expect(code).not.toBe(0);
  expect(err).toMatch(message);
});
