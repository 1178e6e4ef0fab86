import { z } from "zod";
import type { ServiceRequest } from "../http/service.ts";
import { SlackError } from "./slack-error.ts";

/** The arguments of a Slack method, which come as a query, a form or JSON. */
export class MethodArguments {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** Gives a text, or `undefined` when it is missing or empty. */
  text(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  /** Gives a text, or throws `invalid_arguments` when it is missing. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) {
      throw new SlackError("invalid_arguments", [`[ERROR] missing required field: ${name}`]);
    }
    return value;
  }

  /** Whether a switch is on. */
  flag(name: string): boolean {
    return ["true", "1"].includes(this.#values.get(name) ?? "");
  }

  /** Gives a whole number from 1 to `maximum`, or throws `invalid_limit`. */
  limit(otherwise: number, maximum: number): number {
    const limit = Number(this.text("limit") ?? otherwise);
    if (!Number.isInteger(limit) || limit < 1) {
      throw new SlackError("invalid_limit");
    }
    return Math.min(limit, maximum);
  }
}

const jsonSchema = z.record(z.string(), z.unknown());

/** Reads the arguments of a request, or throws what Slack says of a body it cannot read. */
export function readMethodArguments(request: ServiceRequest): MethodArguments {
  const values = new Map(request.query);
  if (request.header("content-type").startsWith("application/json")) {
    for (const [name, value] of Object.entries(readJson(request.body))) {
      values.set(name, typeof value === "string" ? value : JSON.stringify(value));
    }
  } else {
    for (const [name, value] of new URLSearchParams(request.body)) {
      values.set(name, value);
    }
  }
  return new MethodArguments(values);
}

function readJson(body: string): Record<string, unknown> {
  if (body === "") {
    return {};
  }
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new SlackError("invalid_json");
  }
  const parsed = jsonSchema.safeParse(json);
  if (!parsed.success) {
    throw new SlackError("json_not_object");
  }
  return parsed.data;
}
