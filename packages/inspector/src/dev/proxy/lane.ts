import { MetaKey } from "@mortise/protocol";

/** A client whose session or agent string is remembered, so that its later requests have its name. */
const MAX_SESSIONS = 1_000;

/** The parts of a request that name its client. */
export interface LaneRequest {
  readonly body: unknown;
  readonly session: string | undefined;
  readonly userAgent: string | undefined;
}

/** Names clients: as they name themselves, otherwise by their user agent. */
export class Lanes {
  readonly #bySession = new Map<string, string>();

  /** Returns the name of the client that sent a request. */
  find({ body, session, userAgent }: LaneRequest): string {
    const messages = Array.isArray(body) ? body : [body];
    const named = messages.map(readClient).find((name) => name !== undefined);
    const known = session === undefined ? undefined : this.#bySession.get(session);
    return named ?? known ?? shortenAgent(userAgent) ?? "client";
  }

  /** Remembers the client of a session, once the server has made it. */
  remember(session: string, lane: string): void {
    this.#bySession.delete(session);
    this.#bySession.set(session, lane);
    for (const oldest of this.#bySession.keys()) {
      if (this.#bySession.size <= MAX_SESSIONS) break;
      this.#bySession.delete(oldest);
    }
  }
}

/** Reads the client of a modern request, or of an `initialize` (2026-07-28, Basic, `_meta`). */
function readClient(message: unknown): string | undefined {
  const params = memberOf(message, "params");
  const info =
    memberOf(memberOf(params, "_meta"), MetaKey.clientInfo) ?? memberOf(params, "clientInfo");
  const [name, version] = [memberOf(info, "name"), memberOf(info, "version")];
  if (typeof name !== "string" || name === "") return undefined;
  return clean(typeof version === "string" ? `${name} ${version}` : name);
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** Cuts a user agent to its product (RFC 9110, 10.1.5). */
function shortenAgent(userAgent: string | undefined): string | undefined {
  const product = userAgent?.split(/[\s(]/)[0];
  return product ? clean(product.replace("/", " ")) : undefined;
}

/** Names are shown in a terminal and in lists. */
function clean(name: string): string {
  return name
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, 60);
}
