import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ProviderFault } from "./fault.ts";
import type { RecordedRequest } from "./provider-endpoint.ts";
import { ProviderEndpoint } from "./provider-endpoint.ts";
import type { ReplyScript } from "./reply-script.ts";

/** Options of {@link startFakeProvider}. */
export interface FakeProviderOptions {
  /** Decides what the model answers. */
  readonly script: ReplyScript;
  /** The only key that is accepted. Default: any. */
  readonly apiKey?: string;
  /**
   * How many characters the model reads; a longer request is refused in the words of its provider.
   * Default: no limit.
   */
  readonly contextSize?: number;
  /** Refuses every request with media in it, as for an image that cannot be read. Default `false`. */
  readonly refuseMedia?: boolean;
}

/** A server on loopback that speaks the formats of four providers. */
export interface FakeProvider extends AsyncDisposable {
  /** Its address, without a path. */
  readonly url: string;
  /** Every request, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Misbehaves for the next requests, one fault for each. */
  fail(...faults: readonly ProviderFault[]): void;
  /** Resolves when the next request has been answered, or left without an answer. */
  nextRequest(): Promise<RecordedRequest>;
  /** Stops the server and cuts its connections. */
  close(): Promise<void>;
}

/**
 * Longer than any test keeps a connection idle. A server that closes one at the moment a client sends on it
 * again, as Node's does after 5 s, fails that request on a busy machine.
 */
const KEEP_ALIVE_MS = 600_000;

/**
 * Starts a server that answers like Anthropic, OpenAI (Responses and Chat Completions) and Gemini,
 * streamed or whole.
 *
 * It refuses what the real ones refuse: unpaired tool calls and results, wrong roles, missing
 * headers, bad tool names, tool schemas outside of a provider's rules, half characters, and media
 * that are too large or no base64.
 */
export async function startFakeProvider(options: FakeProviderOptions): Promise<FakeProvider> {
  const endpoint = new ProviderEndpoint(options);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) =>
    endpoint.answer(message, response),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    requests: endpoint.requests,
    fail: (...faults) => endpoint.fail(faults),
    nextRequest: () => endpoint.nextRequest(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
