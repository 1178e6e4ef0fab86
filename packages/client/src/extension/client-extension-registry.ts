import type { ClientCapabilities, JsonObject, JsonRpcNotification } from "@mortise/protocol";
import { checkExtensionId, encodeHeaderValue, MortiseError } from "@mortise/protocol";
import type { ClientExtension, ExtensionResult } from "./client-extension.ts";

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});
const NO_PARAMS: JsonObject = Object.freeze({});

/** The extensions of a connection, found by what they add. */
export class ClientExtensionRegistry {
  readonly #settings = new Map<string, JsonObject>();
  readonly #named = new Map<string, string>();
  readonly #results = new Map<string, ExtensionResult>();
  readonly #listeners = new Map<string, (params: JsonObject) => void>();

  /**
   * Takes `extensions` as they are to be declared.
   *
   * @throws MortiseError `INVALID_DEFINITION` for an identifier that cannot be, and for an
   * identifier, result type or notification that two of them have.
   */
  constructor(extensions: readonly ClientExtension[]) {
    for (const extension of extensions) {
      const { id, settings = {}, methods = {}, results = {}, notifications = {} } = extension;
      checkExtensionId(id);
      put(this.#settings, id, settings, "extension");
      for (const [method, { named }] of Object.entries(methods)) {
        if (named !== undefined) put(this.#named, method, named, "extension method");
      }
      for (const [type, result] of Object.entries(results)) {
        put(this.#results, type, result, "result type");
      }
      for (const [method, listener] of Object.entries(notifications)) {
        put(this.#listeners, method, listener, "notification");
      }
    }
  }

  /** Adds what the extensions declare to `capabilities`. */
  declare(capabilities: ClientCapabilities): ClientCapabilities {
    if (this.#settings.size === 0) return capabilities;
    const extensions = { ...capabilities.extensions, ...Object.fromEntries(this.#settings) };
    return { ...capabilities, extensions };
  }

  /** The headers by which HTTP finds its way to what a request is about. */
  headers(method: string, params: JsonObject = NO_PARAMS): Readonly<Record<string, string>> {
    const named = this.#named.get(method);
    const name = named === undefined ? undefined : params[named];
    return typeof name === "string" ? { "mcp-name": encodeHeaderValue(name) } : NO_HEADERS;
  }

  /** What completes a result of `type`; `undefined` where `method` must not be answered with it. */
  result(method: string, type: unknown): ExtensionResult | undefined {
    const result = this.#results.get(type as string);
    return result?.methods.includes(method) ? result : undefined;
  }

  /** Tells whether the notification is an extension's. */
  takes(method: string): boolean {
    return this.#listeners.has(method);
  }

  /** Hands a notification to the extension that takes it. */
  receive({ method, params = NO_PARAMS }: JsonRpcNotification): void {
    this.#listeners.get(method)?.(params);
  }
}

function put<Value>(map: Map<string, Value>, key: string, value: Value, what: string): void {
  if (map.has(key)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The ${what} ${JSON.stringify(key)} is there already`,
    );
  }
  map.set(key, value);
}
