import type { IncomingHttpHeaders } from "node:http";
import type { BrainReply, Conversation, ProviderFormat } from "./conversation.ts";

/** A tool call with everything decided: its id, and its arguments as they go on the wire. */
export interface WireCall {
  id: string;
  name: string;
  args: unknown;
  /** The arguments as JSON text, or as broken text when a fault asks for it. */
  json: string;
}

/** An answer that is ready to be written. */
export interface WireReply extends Pick<BrainReply, "text" | "thinking"> {
  calls: WireCall[];
}

/** A request as it arrived. */
export interface WireRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** One server-sent event; `text` marks the events that carry a part of the answer. */
export interface WireEvent {
  event?: string;
  data: unknown;
  carries?: "text" | "call";
}

/** A provider's way of writing requests and answers. */
export interface WireFormat {
  name: ProviderFormat;
  matches(path: string): boolean;
  /** Gives the key of a request, or nothing when it has none. */
  readKey(headers: IncomingHttpHeaders): string | undefined;
  wantsStream(request: WireRequest): boolean;
  /** Lists what the real provider would refuse in a request. */
  check(request: WireRequest): string[];
  read(request: WireRequest): Conversation;
  writeBody(request: WireRequest, reply: WireReply): unknown;
  writeEvents(request: WireRequest, reply: WireReply): WireEvent[];
  writeError(status: number, message: string): unknown;
  /** How a wrong key is refused where that is not HTTP 401. */
  keyRefusal?: { status: number; message: string };
  /** The event by which a stream reports that the provider is overloaded. */
  writeStreamError(message: string): WireEvent;
}

/** The use that every answer reports, in tokens. */
export const USAGE: { input: number; output: number } = { input: 321, output: 45 };

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
