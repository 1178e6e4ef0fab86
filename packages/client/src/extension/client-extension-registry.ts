import type {
  ClientCapabilities,
  JsonObject,
  JsonRpcNotification,
  Revision,
  ServerCapabilities,
} from "@mortise/protocol";
import { checkExtensionId, encodeHeaderValue, isModern, MortiseError } from "@mortise/protocol";
import type { ClientExtension, ExtensionResult, OutgoingAddition } from "./client-extension.ts";

const NO_PARAMS: JsonObject = Object.freeze({});

/** Options of a request for extensions, by their identifiers. */
export type ExtensionOptions = Readonly<Record<string, unknown>>;

/** A request before extensions add to it. */
export interface ExtendableRequest {
  /** The JSON-RPC method. */
  readonly method: string;
  /** The params that the caller gave. */
  readonly params?: JsonObject | undefined;
  /** The HTTP headers that the caller gave. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The caller's options for extensions. */
  readonly extensions?: ExtensionOptions | undefined;
}

/** The receiver of a request. */
export interface ExtendableServer {
  /** The agreed revision. */
  readonly revision: Revision;
  /** The capabilities that the server declares. */
  readonly capabilities: ServerCapabilities;
}

type Outgoing = Pick<ClientExtension, "id"> & Required<Pick<ClientExtension, "outgoing">>;

/**
 * The extensions of a connection, found by the methods, results and notifications that they add.
 */
export class ClientExtensionRegistry {
  readonly #settings = new Map<string, JsonObject>();
  readonly #named = new Map<string, string>();
  readonly #outgoing: Outgoing[] = [];
  readonly #results = new Map<string, ExtensionResult>();
  readonly #listeners = new Map<string, (params: JsonObject) => void>();

  /**
   * Registers `extensions` in the order in which they are declared.
   *
   * @throws MortiseError `INVALID_DEFINITION` for an identifier that cannot be one, and for an
   * identifier, result type or notification that two of them have.
   */
  constructor(extensions: readonly ClientExtension[]) {
    for (const extension of extensions) {
      const { id, settings = {}, methods = {}, results = {}, notifications = {} } = extension;
      checkExtensionId(id);
      put(this.#settings, { key: id, value: settings, what: "extension" });
      for (const [key, { named }] of Object.entries(methods)) {
        if (named !== undefined) put(this.#named, { key, value: named, what: "extension method" });
      }
      if (extension.outgoing) this.#outgoing.push({ id, outgoing: extension.outgoing });
      for (const [key, value] of Object.entries(results)) {
        put(this.#results, { key, value, what: "result type" });
      }
      for (const [key, value] of Object.entries(notifications)) {
        put(this.#listeners, { key, value, what: "notification" });
      }
    }
  }

  /** Adds the declarations of the extensions to `capabilities`. */
  declare(capabilities: ClientCapabilities): ClientCapabilities {
    if (this.#settings.size === 0) return capabilities;
    const extensions = { ...capabilities.extensions, ...Object.fromEntries(this.#settings) };
    return { ...capabilities, extensions };
  }

  /**
   * Adds the extensions' params, metadata and headers to a request, and in a modern revision
   * `Mcp-Name`.
   *
   * @throws MortiseError `INVALID_OPTION` for options of an extension that the connection does not
   * have, `INVALID_DEFINITION` for an addition that would replace a member of the request.
   */
  extend<Request extends ExtendableRequest>(request: Request, server: ExtendableServer): Request {
    this.#checkOptions(request.extensions);
    let extended = request;
    for (const { id, outgoing } of this.#outgoing) {
      const { method, params = NO_PARAMS } = extended;
      const addition = outgoing({
        method,
        params,
        revision: server.revision,
        options: request.extensions?.[id],
        serverSettings: server.capabilities.extensions?.[id] as JsonObject | undefined,
      });
      if (addition !== undefined) extended = add(extended, addition, id);
    }
    return isModern(server.revision) ? this.#withName(extended) : extended;
  }

  /**
   * Finds the completion of a result of `type`; `undefined` if `method` must not be answered with
   * that type.
   */
  result(method: string, type: unknown): ExtensionResult | undefined {
    const result = this.#results.get(type as string);
    return result?.methods.includes(method) ? result : undefined;
  }

  /** Finds the completion of a result of a legacy revision; `undefined` for a complete result. */
  legacyResult(method: string, result: JsonObject): ExtensionResult | undefined {
    return [...this.#results.values()].find(
      ({ methods, legacyMember }) =>
        legacyMember !== undefined && methods.includes(method) && legacyMember in result,
    );
  }

  /** Returns whether the notification is an extension's. */
  takes(method: string): boolean {
    return this.#listeners.has(method);
  }

  /** Passes a notification to the extension that registered it; returns what that returned. */
  receive({ method, params = NO_PARAMS }: JsonRpcNotification): unknown {
    return this.#listeners.get(method)?.(params);
  }

  /** Repeats the named parameter of a method in the header for HTTP intermediaries. */
  #withName<Request extends ExtendableRequest>(request: Request): Request {
    const named = this.#named.get(request.method);
    const name = named === undefined ? undefined : request.params?.[named];
    if (typeof name !== "string") return request;
    return { ...request, headers: { "mcp-name": encodeHeaderValue(name), ...request.headers } };
  }

  #checkOptions(options: ExtensionOptions | undefined): void {
    if (options === undefined) return;
    const unknown = Object.keys(options).find((id) => !this.#settings.has(id));
    if (unknown === undefined) return;
    const known = [...this.#settings.keys()].join(", ") || "none";
    throw new MortiseError(
      "INVALID_OPTION",
      `The request has options for the extension ${JSON.stringify(unknown)}, which this connection does not have; it has ${known}. Give it to connect(target, { extensions })`,
      { data: { option: "extensions" } },
    );
  }
}

function add<Request extends ExtendableRequest>(
  request: Request,
  { params = {}, meta, headers }: OutgoingAddition,
  id: string,
): Request {
  const own = request.params ?? NO_PARAMS;
  const ownMeta = (own["_meta"] ?? NO_PARAMS) as JsonObject;
  const conflict =
    Object.keys(params).find((name) => name in own || name === "_meta") ??
    Object.keys(meta ?? {}).find((name) => name in ownMeta);
  if (conflict !== undefined) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The extension ${id} adds ${JSON.stringify(conflict)} to ${request.method}, which has it already`,
    );
  }
  const merged = { ...own, ...params, ...(meta && { _meta: { ...ownMeta, ...meta } }) };
  return { ...request, params: merged, headers: { ...headers, ...request.headers } };
}

function put<Value>(
  map: Map<string, Value>,
  { key, value, what }: { readonly key: string; readonly value: Value; readonly what: string },
): void {
  if (map.has(key)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The ${what} ${JSON.stringify(key)} is given twice; give each extension of a connection once`,
    );
  }
  map.set(key, value);
}
