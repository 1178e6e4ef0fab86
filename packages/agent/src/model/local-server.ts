import type { Environment } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** A model that a server on this machine offers. */
export interface LocalModel {
  /** The server's name: `ollama`, `lmstudio`, `llamacpp` or `vllm`. */
  server: string;
  /** The address up to and including `/v1`. */
  baseURL: string;
  model: string;
}

/** How long a server on this machine has to answer, in milliseconds. */
const PROBE_TIMEOUT = 250;
/** How many of Ollama's models are asked whether they can call tools. */
const SHOW_LIMIT = 8;

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
    );
  }
  const url = new URL(address);
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  const port = url.port || /:(80|443)(?:\/|$)/.exec(host)?.[1] || "11434";
  return `${url.protocol}//${url.hostname}:${port}`;
}

/** Looks for a model server on this machine, all at once, and gives the first in order that has a model. */
export async function findLocalModel(
  environment: Environment,
  fetch: typeof globalThis.fetch,
): Promise<LocalModel | undefined> {
  const ollama = ollamaAddress(environment);
  const found = await Promise.all([
    probeOllama(ollama, fetch),
    probe("lmstudio", "http://127.0.0.1:1234", fetch),
    probe("llamacpp", "http://127.0.0.1:8080", fetch),
    probe("vllm", "http://127.0.0.1:8000", fetch),
  ]);
  return found.find((model) => model !== undefined);
}

async function probe(
  server: string,
  address: string,
  fetch: typeof globalThis.fetch,
): Promise<LocalModel | undefined> {
  const [model] = await listModels(address, fetch);
  return model === undefined ? undefined : { server, baseURL: `${address}/v1`, model };
}

async function probeOllama(
  address: string,
  fetch: typeof globalThis.fetch,
): Promise<LocalModel | undefined> {
  const models = (await listModels(address, fetch)).slice(0, SHOW_LIMIT);
  const able = await Promise.all(models.map((model) => canCallTools(address, model, fetch)));
  const model = models.find((_, index) => able[index]);
  return model === undefined ? undefined : { server: "ollama", baseURL: `${address}/v1`, model };
}

// Other services live on these ports too: only a list of models in JSON counts as an answer.
async function listModels(address: string, fetch: typeof globalThis.fetch): Promise<string[]> {
  const body = await readJson(`${address}/v1/models`, {}, fetch);
  const list = (body as { data?: unknown } | undefined)?.data;
  if (!Array.isArray(list)) return [];
  return list
    .map((entry: { id?: unknown } | null) => entry?.id)
    .filter((id): id is string => typeof id === "string" && !/embed/i.test(id));
}

async function canCallTools(
  address: string,
  model: string,
  fetch: typeof globalThis.fetch,
): Promise<boolean> {
  const body = await readJson(
    `${address}/api/show`,
    {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model }),
    },
    fetch,
  );
  const { capabilities } = (body ?? {}) as { capabilities?: unknown };
  return Array.isArray(capabilities) && capabilities.includes("tools");
}

async function readJson(
  url: string,
  init: RequestInit,
  fetch: typeof globalThis.fetch,
): Promise<unknown> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PROBE_TIMEOUT) });
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    if (response.ok && isJson) return await response.json();
    await response.body?.cancel();
  } catch {
    // Nothing listens there, or not in time: there is no such server.
  }
  return undefined;
}
