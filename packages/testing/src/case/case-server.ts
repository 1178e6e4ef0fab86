import { setTimeout as pause } from "node:timers/promises";
import type { Backplane } from "@mortise/protocol";
import { ToolError } from "@mortise/protocol";
import type { Server, StateOptions } from "@mortise/server";
import { audio, createServer, file, image, link, video } from "@mortise/server";
import { coreOf } from "@mortise/server/internal";

/** Three bytes that are not text, so that a wrong encoding shows. */
export const CASE_BYTES: Uint8Array = new Uint8Array([0, 128, 255]);

/** Options of a case server that is one instance of several. */
export interface CaseServerOptions {
  /** The state that it shares with the others. */
  readonly backplane?: Backplane;
  /** The keys with which all of them seal states. */
  readonly state?: StateOptions;
}

/**
 * Creates the server of {@link serverCases}: a little of everything that a server can do, on pages of
 * three. With a backplane it is an instance; any number of them behind one URL pass the same cases.
 */
export function createCaseServer({
  backplane,
  state = {},
}: CaseServerOptions = {}): Server<unknown> {
  const server: Server<unknown> = createServer({
    name: "case-server",
    version: "1.2.3",
    title: "Case server",
    instructions: "Call what the case says.",
    pageSize: 3,
    log: () => undefined,
    state,
  });
  if (backplane) server.join(backplane);
  addAnswers(server);
  addFailures(server);
  addWaits(server);
  addChanges(server);
  addResources(server);
  addPrompts(server);
  return server;
}

const number = { type: "number" } as const;
const text = { type: "string" } as const;

function addAnswers(server: Server<unknown>): void {
  server.tool(
    "add",
    {
      title: "Add",
      description: "Adds two numbers",
      input: { type: "object", properties: { a: number, b: number }, required: ["a", "b"] },
      output: { type: "object", properties: { sum: number }, required: ["sum"] },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ a, b }) => ({ sum: Number(a) + Number(b) }),
  );
  server.tool(
    "echo",
    { description: "Returns its arguments", input: { type: "object" } },
    async (input) => input,
  );
  server.tool("blocks", { description: "Answers with every kind of block" }, () => [
    "text",
    image(CASE_BYTES, "image/png"),
    audio(CASE_BYTES, "audio/wav"),
    video(CASE_BYTES, "video/mp4", { name: "clip.mp4" }),
    file("a,b", { name: "t.csv", mimeType: "text/csv" }),
    link("docs://guide", { name: "Guide" }),
  ]);
  server.tool("ask", { description: "Asks the user for a colour" }, async (_input, context) => {
    const schema = { type: "object", properties: { colour: text }, required: ["colour"] };
    const answer = await context.elicit("colour", { message: "Which colour?", schema });
    return { action: answer.action, content: "content" in answer ? answer.content : undefined };
  });
}

function addFailures(server: Server<unknown>): void {
  server.tool("refuse", { description: "Fails with words for the model" }, () => {
    throw new ToolError("No customer C-9", { code: "not_found", data: { id: "C-9" } });
  });
  server.tool("break", { description: "Fails by mistake" }, () => {
    throw new Error("secret: hunter2");
  });
  server.tool(
    "lie",
    {
      description: "Breaks its own output schema",
      output: { type: "object", properties: { sum: number } },
    },
    () => ({ sum: "many" }),
  );
}

function addWaits(server: Server<unknown>): void {
  server.tool("steps", { description: "Reports progress" }, async (_input, { progress, log }) => {
    log.warning({ step: "begun" }, "steps");
    for (let step = 1; step <= 3; step += 1) progress(step, 3, `step ${step}`);
    return "done";
  });
  const named = { type: "object", properties: { name: text }, required: ["name"] } as const;
  const keyOf = (input: Readonly<Record<string, unknown>>): string => `aborted:${input["name"]}`;
  const hang = { description: "Never ends by itself", input: named };
  server.tool("hang", hang, (input, context) => {
    const { values } = server.backplane;
    context.signal.addEventListener("abort", () => {
      void values.set(keyOf(input), "aborted", MINUTE);
    });
    context.progress(1);
    return new Promise(() => undefined);
  });
  const awaitAbort = { description: "Ends when the hang of that name was aborted", input: named };
  server.tool("await_abort", awaitAbort, async (input, { signal }) => {
    // The call may hang on another instance, so both use the backplane.
    while ((await server.backplane.values.get(keyOf(input))) === undefined) {
      await pause(5, undefined, { signal });
    }
    return "aborted";
  });
  server.tool("expire", { description: "Takes too long", timeout: 20 }, () => {
    return new Promise(() => undefined);
  });
}

const MINUTE = 60_000;
const GROW = "case-server-grow";

function addChanges(server: Server<unknown>): void {
  const grow = (isGrown: string): void => {
    server.remove("tools", "grown");
    if (isGrown === "true") server.tool("grown", { description: "Has grown" }, () => "here");
  };
  // Each instance has its own catalogue, so a change must be made on every one.
  const bus = coreOf(server).hasBackplane ? server.backplane.bus : undefined;
  const subscribed = bus?.subscribe(GROW, grow);
  const change = { type: "object", properties: { grown: { type: "boolean" } } } as const;
  server.tool("grow", { description: "Adds or removes a tool", input: change }, async (input) => {
    const isGrown = String(input["grown"]);
    await subscribed;
    if (bus) await bus.publish(GROW, isGrown);
    else grow(isGrown);
    return "grown";
  });
  server.tool("touch", { description: "Says that the guide has changed" }, () => {
    server.resourceUpdated("docs://guide");
    return "touched";
  });
}

function addResources(server: Server<unknown>): void {
  server.resource(
    "docs://guide",
    { name: "guide", title: "Guide", mimeType: "text/markdown" },
    () => "# Guide ü世🦊",
  );
  server.resource("docs://bytes", { name: "bytes", mimeType: "image/png" }, () => CASE_BYTES);
  server.resource(
    "notes://{customer}/{+path}{?lang}",
    {
      name: "notes",
      complete: { customer: (value) => ["C-1", "C-2", "D-1"].filter((id) => id.startsWith(value)) },
      list: () => ["C-1", "C-2"].map((id) => ({ uri: `notes://${id}/all`, name: id })),
    },
    (variables) => JSON.stringify(variables),
  );
}

function addPrompts(server: Server<unknown>): void {
  server.prompt(
    "summarize",
    {
      description: "Summarises a ticket",
      input: {
        type: "object",
        properties: {
          ticket: { ...text, description: "Which" },
          audience: { enum: ["customer", "engineer"] },
          limit: { type: "integer" },
        },
        required: ["ticket"],
      },
    },
    (input) => JSON.stringify(input),
  );
  server.prompt("chat", { description: "Two lines" }, () => [
    { role: "user", content: "Look" },
    { role: "assistant", content: image(CASE_BYTES, "image/png") },
  ]);
}
