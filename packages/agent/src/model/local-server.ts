import type { Clock, Environment } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** A model that a server on this machine offers. */
export interface LocalModel {
  /** The server's name: `ollama`, `lmstudio`, `llamacpp` or `vllm`. */
  readonly server: string;
  /** The address up to and including `/v1`. */
  readonly baseURL: string;
  /** The model's name at the server. */
  readonly model: string;
}

/** How model servers are asked. */
export interface LocalSearch {
  readonly environment: Environment;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

/** How long a server on this machine has to answer. */
const PROBE_TIMEOUT_MS = 250;
/** How many of Ollama's models are asked whether they can call tools. */
const SHOW_LIMIT = 8;

/** The servers besides Ollama, in order of preference, at their usual ports. */
const SERVERS = [
  ["lmstudio", "http://127.0.0.1:1234"],
  ["llamacpp", "http://127.0.0.1:8080"],
  ["vllm", "http://127.0.0.1:8000"],
] as const;

/**
 * Gives Ollama's address: `OLLAMA_HOST` in any form it may take, or the default.
 *
 * @throws MortiseError `INVALID_OPTION` when it is no address.
 */
export function ollamaAddress(environment: Environment): string {
  const host = environment["OLLAMA_HOST"]?.trim();
  if (!host) return "http://127.0.0.1:11434";
  const address = /^https?:\/\//.test(host) ? host : `http://${host}`;
  if (!URL.canParse(address)) {
    throw new MortiseError(
      "INVALID_OPTION",
      `OLLAMA_HOST is ${JSON.stringify(host)}, which is no address; set it to a host and port such as 127.0.0.1:11434, or unset it`,
      { data: { option: "OLLAMA_HOST" } },
    );
  }
  const url = new URL(address);
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  const port = url.port || /:(80|443)(?:\/|$)/.exec(host)?.[1] || "11434";
  return `${url.protocol}//${url.hostname}:${port}`;
}

/**
 * Asks all model servers on this machine at once, and gives the first model in their order of
 * preference; `undefined` when none has one.
 */
export async function findLocalModel(search: LocalSearch): Promise<LocalModel | undefined> {
  const found = await Promise.all([
    probeOllama(ollamaAddress(search.environment), search),
    ...SERVERS.map(([server, address]) => probe(server, address, search)),
  ]);
  return found.find((model) => model !== undefined);
}

async function probe(
  server: string,
  address: string,
  search: LocalSearch,
): Promise<LocalModel | undefined> {
  const [model] = await listModels(address, search);
  return model === undefined ? undefined : { server, baseURL: `${address}/v1`, model };
}

async function probeOllama(address: string, search: LocalSearch): Promise<LocalModel | undefined> {
  const models = (await listModels(address, search)).slice(0, SHOW_LIMIT);
  const able = await Promise.all(
    models.map(async (model) => (await canCallTools(address, model, search)) && model),
  );
  const model = able.find((each) => each !== false);
  return model === undefined ? undefined : { server: "ollama", baseURL: `${address}/v1`, model };
}

/** Lists a server's models; other services live on these ports too, and offer none. */
async function listModels(address: string, search: LocalSearch): Promise<string[]> {
  const body = await readJson(`${address}/v1/models`, {}, search);
  const list = (body as { data?: unknown } | null | undefined)?.data;
  if (!Array.isArray(list)) return [];
  return list
    .map((entry: { id?: unknown } | null) => entry?.id)
    .filter((id): id is string => typeof id === "string" && !/embed/i.test(id));
}

async function canCallTools(address: string, model: string, search: LocalSearch): Promise<boolean> {
  const init: RequestInit = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model }),
  };
  const body = await readJson(`${address}/api/show`, init, search);
  const { capabilities } = (body ?? {}) as { capabilities?: unknown };
  return Array.isArray(capabilities) && capabilities.includes("tools");
}

/** Reads JSON; `undefined` when nothing answers in time, or with anything else. */
async function readJson(
  url: string,
  init: RequestInit,
  { fetch, clock }: LocalSearch,
): Promise<unknown> {
  const late = new AbortController();
  const cancel = clock.schedule(PROBE_TIMEOUT_MS, () => late.abort());
  try {
    const response = await fetch(url, { ...init, signal: late.signal });
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    if (response.ok && isJson) return await response.json();
    await response.body?.cancel();
    return undefined;
  } catch {
    // Nothing listens there, or not in time: there is no such server.
    return undefined;
  } finally {
    cancel();
  }
}
