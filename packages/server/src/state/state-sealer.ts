import type {
  Clock,
  Duration,
  Environment,
  KeyValueStore,
  OptionNames,
  Random,
  StepRecord,
} from "@mortise/protocol";
import {
  checkOptions,
  ErrorCode,
  MortiseError,
  ProtocolError,
  parseDuration,
  readEnvironment,
} from "@mortise/protocol";
import { fromBase64Url, toBase64Url } from "./base64-url.ts";

/** A question that the client was shown under a key. */
export interface AskedQuestion {
  /** The digest of what was shown. */
  readonly digest: string;
  /** How often another question was asked under the key before; absent for never. */
  readonly changes?: number;
  /** How often it was asked again because the answer did not fit; absent for never. */
  readonly refusals?: number;
}

/** The questions, answers and steps of a handler so far, carried from one run to the next. */
export interface InputRecord {
  /** The questions that the client was shown last under each key. */
  readonly asked: Readonly<Record<string, AskedQuestion>>;
  /** The usable answers to them. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly steps: Readonly<Record<string, StepRecord>>;
}

/** How request states are sealed. */
export interface StateOptions {
  /**
   * Secrets of at least 32 characters: the first seals, all of them open, so that a key can be
   * replaced while requests are open. Default: those of the environment variable
   * `MORTISE_STATE_KEYS`, separated by commas; without it a random one of this server, which serves
   * one process. On platforms that start an instance for a few requests, such as Cloudflare Workers,
   * questions are refused without keys.
   */
  readonly keys?: readonly string[];
  /** How long a client may take to answer. Default `"1h"`. */
  readonly ttl?: Duration;
  /**
   * Lets each state be used by one request only, on whichever instance of the backplane, so that a
   * client that sends an answer again does not run the handler again; it is refused, also where the
   * first response was lost on its way (2026-07-28, Multi Round-Trip Requests). Default `false`.
   */
  readonly singleUse?: boolean;
}

const OPTIONS: OptionNames<StateOptions> = { keys: true, ttl: true, singleUse: true };

/** @throws MortiseError `INVALID_OPTION` for an option that does not exist. */
export function checkStateOptions(options: StateOptions): void {
  checkOptions("state", options, OPTIONS);
}

/** The environment variable that holds the keys of a server that is given none. */
export const STATE_KEYS_VARIABLE = "MORTISE_STATE_KEYS";

/** The warning when other instances must open states that a random key has sealed. */
export const EPHEMERAL_KEY_WARNING: string = `requestState is encrypted with a random key of this process; other instances cannot read it. Set the same ${STATE_KEYS_VARIABLE} (or state.keys) on all of them`;

const STRANGE_STATE = `A request state did not open. If another process behind the same address made it, give all of them the same keys, by ${STATE_KEYS_VARIABLE} or the option state.keys`;

const IV_BYTES = 12;
const MIN_SECRET = 32;
/** Characters that one request may have on record. */
export const MAX_STATE: number = 256 * 1024;
/** A character takes up to three bytes, and base64 four characters for three; the rest is the seal. */
const MAX_SEALED = MAX_STATE * 4 + 64;

/** The settings of a sealer besides its keys. */
export interface SealerSettings {
  /** Its wall time decides when a state expires, on every instance alike. */
  readonly clock: Clock;
  /** Makes nonces, and the key of a server without one. */
  readonly random: Random;
  /** Default: the environment of the process, if there is one. */
  readonly environment?: Environment;
  /** Called once when a state does not open and the key is random. */
  readonly warn?: (message: string) => void;
  /** The store of the states that were used; called when the first state that has a single use is opened. */
  readonly values?: () => KeyValueStore;
}

/**
 * Seals what a handler must remember into the `requestState` that the client carries.
 *
 * AES-256-GCM, bound to the request it was made for and to a time: a state that was changed, is used
 * for something else or has expired does not open (2026-07-28, Multi Round-Trip Requests).
 */
export class StateSealer {
  /** The key is random, so that no other process has it. */
  readonly hasEphemeralKey: boolean;
  readonly #secrets: readonly string[] | undefined;
  /** Milliseconds that an answer may take. */
  readonly ttl: number;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #values: (() => KeyValueStore) | undefined;
  readonly #used = new WeakMap<object, string>();
  #warn: ((message: string) => void) | undefined;
  #keys: Promise<readonly CryptoKey[]> | undefined;

  constructor(
    { keys, ttl = "1h", singleUse = false }: StateOptions,
    { clock, random, environment = readEnvironment(), warn, values }: SealerSettings,
  ) {
    const secrets = keys ? checkKeys(keys, "state.keys") : readKeys(environment);
    this.hasEphemeralKey = secrets === undefined;
    this.#secrets = secrets;
    this.ttl = parseDuration(ttl, "state.ttl");
    this.#clock = clock;
    this.#random = random;
    this.#values = singleUse ? values : undefined;
    this.#warn = this.hasEphemeralKey ? warn : undefined;
  }

  /** Seals a record for the request that `binding` describes. */
  async seal(record: InputRecord, binding: string): Promise<string> {
    const [key] = await this.#ring();
    const iv = this.#random.bytes(IV_BYTES);
    const text = JSON.stringify({ ...record, expires: this.#clock.now() + this.ttl });
    if (text.length > MAX_STATE) throw stateTooLarge(text.length);
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: encode(binding) },
      key as CryptoKey,
      encode(text),
    );
    const bytes = new Uint8Array(IV_BYTES + sealed.byteLength);
    bytes.set(iv);
    bytes.set(new Uint8Array(sealed), IV_BYTES);
    return toBase64Url(bytes);
  }

  /**
   * Opens a state; throws `InvalidParams` when it is not one of ours for this request, and where
   * states have a single use, when any other than `user` has opened it before.
   */
  async open(state: unknown, binding: string, user: object = {}): Promise<InputRecord> {
    const isSealed = typeof state === "string" && state.length <= MAX_SEALED;
    const bytes = isSealed ? fromBase64Url(state) : undefined;
    if (!bytes || bytes.length <= IV_BYTES) throw refuse("it is not one that this server made");
    for (const key of await this.#ring()) {
      const record = await decrypt(key, bytes, binding);
      if (!record) continue;
      const left = record.expires - this.#clock.now();
      if (left <= 0) throw refuse("it has expired");
      await this.#use(toBase64Url(bytes.subarray(0, IV_BYTES)), left, user);
      return record;
    }
    this.#warn?.(STRANGE_STATE);
    this.#warn = undefined;
    throw refuse("it was changed, or made for another request");
  }

  /** Records the use of the state that has the nonce `id`. */
  async #use(id: string, left: number, user: object): Promise<void> {
    // One request may run its handler more than once, such as under a middleware that tries again.
    if (!this.#values || this.#used.get(user) === id) return;
    const isFirst = await this.#values().replace(`state:${id}`, undefined, "used", left);
    if (!isFirst) throw refuse("it was used before, and can be used once");
    this.#used.set(user, id);
  }

  /** A random key is made on first use: some runtimes have randomness within a request only. */
  #ring(): Promise<readonly CryptoKey[]> {
    this.#keys ??= Promise.all(
      (this.#secrets ?? [toBase64Url(this.#random.bytes(32))]).map(async (secret) => {
        const digest = await crypto.subtle.digest("SHA-256", encode(secret));
        return crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
      }),
    );
    return this.#keys;
  }
}

/** Reads the keys of the environment; an empty variable is one that is not set. */
function readKeys(environment: Environment): readonly string[] | undefined {
  const written = environment[STATE_KEYS_VARIABLE]?.trim();
  if (!written) return undefined;
  const keys = written.split(",").map((key) => key.trim());
  return checkKeys(keys, STATE_KEYS_VARIABLE);
}

function checkKeys(keys: readonly string[], source: string): readonly string[] {
  if (keys.length > 0 && keys.every((key) => key.length >= MIN_SECRET)) return keys;
  throw new MortiseError(
    "INVALID_OPTION",
    `${source} needs at least one secret, each of ${MIN_SECRET} characters or more`,
  );
}

async function decrypt(
  key: CryptoKey,
  bytes: Uint8Array,
  binding: string,
): Promise<(InputRecord & { readonly expires: number }) | undefined> {
  const iv = bytes.slice(0, IV_BYTES);
  try {
    const opened = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv, additionalData: encode(binding) },
      key,
      bytes.slice(IV_BYTES),
    );
    return JSON.parse(new TextDecoder().decode(opened));
  } catch {
    return undefined;
  }
}

/** Makes the error for a record that is too large to travel with every round. */
export function stateTooLarge(length: number): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    `The steps and answers of one request make ${length} characters of state; keep them under ${MAX_STATE}, such as by storing them and recording an id`,
  );
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function refuse(reason: string): ProtocolError {
  return new ProtocolError(
    ErrorCode.InvalidParams,
    `This requestState does not open: ${reason}. Send the request again without it`,
  );
}
