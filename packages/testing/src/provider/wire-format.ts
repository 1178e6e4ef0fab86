import type { IncomingHttpHeaders } from "node:http";
import type { ProviderFormat, ProviderRequest } from "./model-request.ts";
import type { ScriptedReply } from "./reply-script.ts";

/** A tool call with everything decided: its id, and its arguments as they go on the wire. */
export interface WireCall {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
  /** The arguments as JSON text, or as broken text when a fault asks for it. */
  readonly json: string;
}

/** An answer that is ready to be written. */
export interface WireReply extends Pick<ScriptedReply, "text" | "thinking"> {
  readonly calls: readonly WireCall[];
}

/** A request as it arrived. */
export interface WireRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** One server-sent event. */
export interface WireEvent {
  /** The event's name; none by default. */
  readonly event?: string;
  readonly data: unknown;
  /** The part of the answer that the event carries, if any. */
  readonly carries?: "text" | "call";
}

/** A provider's way of writing requests and answers. */
export interface WireFormat {
  readonly name: ProviderFormat;
  /** Says whether requests to a path come in this format. */
  matches(path: string): boolean;
  /** Gives the key of a request; `undefined` when it has none. */
  readKey(headers: IncomingHttpHeaders): string | undefined;
  /** Says whether a request asks for a stream. */
  wantsStream(request: WireRequest): boolean;
  /** Lists what the real provider would refuse in a request. */
  check(request: WireRequest): string[];
  /** Reads what a request says. */
  read(request: WireRequest): ProviderRequest;
  /** Writes an answer as one document. */
  writeBody(request: WireRequest, reply: WireReply): unknown;
  /** Writes an answer as a stream. */
  writeEvents(request: WireRequest, reply: WireReply): WireEvent[];
  /** Writes the words by which a prompt is refused that does not fit in the context. */
  writeTooLong(size: number, limit: number): string;
  /** Writes a refusal. */
  writeError(status: number, message: string): unknown;
  /** How a wrong key is refused, when that is not HTTP 401. */
  readonly keyRefusal?: { readonly status: number; readonly message: string };
  /** Writes the event by which a stream reports that the provider is overloaded. */
  writeStreamError(message: string): WireEvent;
}

/** The tokens that every answer reports as used. */
export const USAGE: { readonly input: number; readonly output: number } = {
  input: 321,
  output: 45,
};

let counter = 0;

/** Makes an id that no other answer has. */
export function uniqueId(prefix: string): string {
  counter += 1;
  return `${prefix}${counter.toString(36).padStart(8, "0")}`;
}

/** Cuts a text into pieces, so that it streams in more than one event. */
export function toChunks(text: string, size = 12): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
}

/** Reads a value as a list of objects; empty when it is none. */
export function toRecords(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(toRecord) : [];
}

/** Reads a value as an object; empty when it is none. */
export function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Joins the texts of content parts. */
export function joinText(content: unknown): string {
  if (typeof content === "string") return content;
  return toRecords(content)
    .flatMap((part) => (typeof part["text"] === "string" ? [part["text"]] : []))
    .join("\n");
}

/** Lists duplicate names as problems. */
export function checkNames(names: readonly string[], allowed: RegExp): string[] {
  const problems = names.filter((name) => !allowed.test(name)).map((name) => `tool name ${name}`);
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  return [...problems, ...repeated.map((name) => `tool names must be unique: ${name}`)];
}
