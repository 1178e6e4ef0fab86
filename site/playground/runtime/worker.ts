/** The worker of the playground: the program, its server, and a client of it that the page moves. */
import type { Client } from "@mortise/client";
import { connect } from "@mortise/client";
import type { ElicitResult, JsonObject, Revision, WireFrame } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import type { Offer, PageMessage, StartMessage, WorkerMessage } from "../messages.ts";
import { captureConsole } from "./capture-console.ts";
import { describeFailure, evaluate, nameModules } from "./evaluate.ts";
import { installWebCrypto } from "./web-crypto.ts";

/** A reader may think about a question for as long as this. */
const TIMEOUT = "12h";

installWebCrypto(crypto);

const requests = new Map<number, AbortController>();
const questions = new Map<number, (answer: ElicitResult) => void>();
let asked = 0;

globalThis.addEventListener(
  "message",
  ({ data, ports: [port] }: MessageEvent<StartMessage>) => {
    if (port !== undefined) void start(data, port);
  },
  { once: true },
);

async function start({ program, revision }: StartMessage, port: MessagePort): Promise<void> {
  const send = (message: WorkerMessage): void => port.postMessage(message);
  captureConsole((level, text) => send({ type: "console", level, text }));
  let client: Client | undefined;
  port.onmessage = ({ data }: MessageEvent<PageMessage>) => void handle(data, client, send);
  send({ type: "loaded" });
  try {
    const server = await evaluate(program);
    client = await open(server, revision, send);
    send({ type: "offer", offer: await readOffer(client) });
  } catch (error) {
    const isSyntax = error instanceof SyntaxError;
    send({ type: "failed", failure: describeFailure(error), isSyntax });
  }
}

async function open(
  server: Server,
  revision: Revision,
  send: (message: WorkerMessage) => void,
): Promise<Client> {
  const changed = (): void => {
    // A list that fails is among the messages of the wire.
    void readOffer(client).then(
      (offer) => send({ type: "offer", offer }),
      () => undefined,
    );
  };
  const client: Client = await connect(server, {
    name: "playground",
    revision,
    timeout: TIMEOUT,
    logLevel: "debug",
    onLog: ({ level, data }) =>
      send({ type: "console", level, text: nameModules(JSON.stringify(data)) }),
    onToolsChanged: changed,
    onPromptsChanged: changed,
    onResourcesChanged: changed,
    elicit: async (params, { signal }) => {
      const id = asked++;
      send({ type: "question", id, params: params as unknown as JsonObject });
      const { promise, resolve, reject } = Promise.withResolvers<ElicitResult>();
      questions.set(id, resolve);
      signal.addEventListener("abort", () => {
        send({ type: "withdrawn", id });
        reject(signal.reason);
      });
      return promise.finally(() => questions.delete(id));
    },
    tap: (frame) => sendFrame(frame, send),
  });
  return client;
}

function sendFrame(frame: WireFrame, send: (message: WorkerMessage) => void): void {
  if (frame.kind !== "data" || typeof frame.data !== "string") return;
  send({ type: "frame", direction: frame.direction, text: frame.data });
}

async function readOffer(client: Client): Promise<Offer> {
  const { tools, resources, prompts } = client.capabilities;
  return {
    name: client.serverInfo?.name ?? "server",
    version: client.serverInfo?.version ?? "",
    revision: client.revision,
    tools: tools === undefined ? [] : await client.listTools(),
    resources: resources === undefined ? [] : await client.listResources(),
    templates: resources === undefined ? [] : await client.listResourceTemplates(),
    prompts: prompts === undefined ? [] : await client.listPrompts(),
  };
}

async function handle(
  message: PageMessage,
  client: Client | undefined,
  send: (message: WorkerMessage) => void,
): Promise<void> {
  switch (message.type) {
    case "ping":
      return send({ type: "pong" });
    case "cancel":
      return requests.get(message.id)?.abort();
    case "answer":
      return questions.get(message.id)?.(message.answer as unknown as ElicitResult);
    case "request":
      return client === undefined ? undefined : await request(message, client, send);
  }
}

async function request(
  { id, method, params }: PageMessage & { readonly type: "request" },
  client: Client,
  send: (message: WorkerMessage) => void,
): Promise<void> {
  const abort = new AbortController();
  requests.set(id, abort);
  try {
    const result = await client.request(method, params, {
      signal: abort.signal,
      onProgress: ({ progress, total, message }) =>
        send({ type: "progress", id, text: printProgress(progress, total, message) }),
    });
    send({ type: "result", id, result });
  } catch (error) {
    send({ type: "error", id, failure: describeFailure(error) });
  } finally {
    requests.delete(id);
  }
}

function printProgress(done: number, total?: number, message?: string): string {
  return [`${done}${total === undefined ? "" : ` of ${total}`}`, message]
    .filter(Boolean)
    .join(": ");
}
