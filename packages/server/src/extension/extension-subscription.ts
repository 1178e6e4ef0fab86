import type { JsonObject, JsonRpcRequest, Principal } from "@mortise/protocol";
import { ErrorCode, MetaKey, MortiseError, ProtocolError } from "@mortise/protocol";
import type { ExtensionReports } from "../core/server-core.ts";
import type { Caller } from "../request/caller.ts";

/** The most characters of reports ahead of the acknowledgement; a client that left as many unread would be cut off. */
const MAX_HELD = 1024 * 1024;

/** The stream of one `subscriptions/listen`, as an extension reports on it. */
export interface SubscriptionStream {
  /** The listener, as the server's `auth` confirmed; `undefined` for an anonymous one. */
  readonly principal: Principal | undefined;
  /**
   * Sends a notification; one that comes before the acknowledgement is held back until it. More than a
   * mebibyte of them refuses the subscription, since its client could not read them at once.
   */
  notify(method: string, params: JsonObject): void;
  /** Aborts when the stream ends, or is refused while it opens. */
  readonly signal: AbortSignal;
}

/** The reports that an extension agreed to. */
export interface OpenedSubscription {
  /** Goes into the acknowledgement in place of what was asked for; `undefined` for nothing. */
  readonly honored: unknown;
  /** Called once, when the stream has ended. */
  close(): void;
}

/** A member that an extension adds to the filter of `subscriptions/listen`. */
export interface ExtensionSubscription {
  /**
   * Begins the reports for `wanted`, which is not validated yet.
   *
   * @throws ProtocolError `InvalidParams` for an invalid filter; the subscription fails then.
   */
  open(
    wanted: unknown,
    stream: SubscriptionStream,
  ): OpenedSubscription | Promise<OpenedSubscription>;
}

/** The reports of extensions on one stream, until it ends. */
export class ExtendedStream implements ExtensionReports {
  readonly #request: JsonRpcRequest;
  readonly #caller: Caller;
  readonly #opened: OpenedSubscription[] = [];
  readonly #honored: [string, unknown][] = [];
  #held: string[] | undefined = [];
  #heldLength = 0;
  readonly #ended = new AbortController();

  constructor(request: JsonRpcRequest, caller: Caller) {
    this.#request = request;
    this.#caller = caller;
  }

  /** The members of the acknowledged filter. */
  get honored(): JsonObject {
    return Object.fromEntries(this.#honored);
  }

  /** Opens what one extension adds to the filter. */
  async open(member: string, wanted: unknown, subscription: ExtensionSubscription): Promise<void> {
    const opened = await subscription.open(wanted, {
      principal: this.#caller.origin.principal,
      notify: (method, params) => this.#notify(method, params),
      signal: AbortSignal.any([this.#ended.signal, this.#caller.lifetime.signal]),
    });
    this.#opened.push(opened);
    this.#ended.signal.throwIfAborted();
    if (opened.honored !== undefined) this.#honored.push([member, opened.honored]);
  }

  /** Lets out what was held back; called behind the acknowledgement. */
  begin(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const text of held) this.#caller.channel.emit(text);
  }

  close(): void {
    this.#ended.abort(new MortiseError("CLOSED", "The subscription has ended"));
    for (const opened of this.#opened.splice(0)) opened.close();
  }

  #notify(method: string, params: JsonObject): void {
    if (this.#ended.signal.aborted || this.#caller.lifetime.isOver) return;
    const own = params["_meta"] as JsonObject | undefined;
    const _meta = { ...own, [MetaKey.subscriptionId]: this.#request.id };
    const text = JSON.stringify({ jsonrpc: "2.0", method, params: { ...params, _meta } });
    if (this.#held) this.#hold(text, this.#held);
    else this.#caller.channel.emit(text);
  }

  #hold(text: string, held: string[]): void {
    held.push(text);
    this.#heldLength += text.length;
    if (this.#heldLength <= MAX_HELD) return;
    held.length = 0;
    this.#ended.abort(
      new ProtocolError(
        ErrorCode.InvalidParams,
        `The subscription would begin with more than ${MAX_HELD} characters of reports; listen for fewer at once, or read what is large by a request of its own`,
      ),
    );
  }
}
