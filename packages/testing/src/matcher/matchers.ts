import { dirname, resolve } from "node:path";
import type { Client } from "@mortise/client";
import { connect } from "@mortise/client";
import { isConnectable, MortiseError } from "@mortise/protocol";
import type { KeepContractOptions } from "../contract/keep-contract.ts";
import { keepContract } from "../contract/keep-contract.ts";
import type { ContractSource } from "../contract/read-contract.ts";
import { readOutcome, readText } from "./read-outcome.ts";

/** The members that the matchers use of their `this` in vitest and jest. */
export interface MatcherContext {
  /** The expectation is negated. */
  readonly isNot?: boolean;
  /** The file of the test. */
  readonly testPath?: string;
  /** The state of snapshots, with the mode of writing. */
  readonly snapshotState?: object;
  /** Compares two values deeply. */
  equals(one: unknown, other: unknown, testers?: never[]): boolean;
}

/** The finding of a matcher. */
export interface MatcherResult {
  /** Whether the expectation holds. */
  readonly pass: boolean;
  /** Words the failure. */
  readonly message: () => string;
  /** The value, for a difference. */
  readonly actual?: unknown;
  /** The expected value, for a difference. */
  readonly expected?: unknown;
}

/** The matchers of {@link mortiseMatchers} on `expect(…)`; `Returned` is the type of their result. */
export interface MortiseMatchers<Returned = void> {
  /** The result of a tool call is not a failure. */
  toSucceed(): Returned;
  /** The tool call failed, or the request was rejected, with this code or with a matching text. */
  toFailWith(expected: string | number | RegExp): Returned;
  /** The text of a tool result, a resource, a prompt or an agent's answer equals or matches `text`. */
  toHaveText(expected: string | RegExp): Returned;
  /** The structured content of a tool's result equals this value, which may have asymmetric matchers. */
  toHaveStructured(expected: unknown): Returned;
  /** The client or server offers a tool with this name. */
  toOfferTool(name: string): Promise<void>;
  /** The client or server offers a resource or a template with this URI. */
  toOfferResource(uri: string): Promise<void>;
  /** The client or server offers a prompt with this name. */
  toOfferPrompt(name: string): Promise<void>;
  /**
   * The client or server keeps the contract in this file, see `keepContract`. A path is relative to the
   * test's folder; `vitest -u` writes changes.
   */
  toKeepContract(file: string | URL, options?: KeepContractOptions): Promise<void>;
}

/** Matchers for `expect.extend` of vitest and of jest; each message shows the finding. */
export const mortiseMatchers: {
  readonly [Name in keyof MortiseMatchers]: (
    this: MatcherContext,
    received: unknown,
    ...expected: Parameters<MortiseMatchers[Name]>
  ) => ReturnType<MortiseMatchers[Name]> extends Promise<void>
    ? Promise<MatcherResult>
    : MatcherResult;
} = {
  toSucceed(received) {
    const outcome = readOutcome(received);
    if (outcome === undefined) return isNoOutcome(received, this);
    return {
      pass: !outcome.hasFailed,
      message: () =>
        outcome.hasFailed
          ? `The call failed: ${outcome.text}`
          : `The call succeeded: ${outcome.text}`,
    };
  },
  toFailWith(received, expected) {
    const outcome = readOutcome(received);
    if (outcome === undefined) return isNoOutcome(received, this);
    const { hasFailed, code, text } = outcome;
    const wanted = expected instanceof RegExp ? `a text like ${expected}` : `the code ${expected}`;
    if (!hasFailed) {
      return fail(`The call was to fail with ${wanted}, and it succeeded: ${text}`);
    }
    const pass = expected instanceof RegExp ? text.search(expected) >= 0 : code === expected;
    const found = `the code ${code ?? "(none)"}: ${text}`;
    return {
      pass,
      message: () =>
        `The call was ${pass ? "not " : ""}to fail with ${wanted}, and it failed with ${found}`,
    };
  },
  toHaveText(received, expected) {
    const text = readText(received);
    if (text === undefined) {
      const message = `There is no text in ${show(received)}; give a result, a resource or a prompt`;
      return mistaken(message, this);
    }
    const pass = typeof expected === "string" ? text === expected : text.search(expected) >= 0;
    const wanted = typeof expected === "string" ? JSON.stringify(expected) : expected;
    return {
      pass,
      message: () =>
        `The text was ${pass ? "not " : ""}to be ${wanted}, and it is ${JSON.stringify(text)}`,
      ...(typeof expected === "string" && { actual: text, expected }),
    };
  },
  toHaveStructured(received, expected) {
    const outcome = readOutcome(received);
    if (outcome === undefined) return isNoOutcome(received, this);
    const { structured } = received as { structured?: unknown };
    if (structured === undefined) {
      const { hasFailed, text } = outcome;
      return fail(
        `The result has no structured content; it ${hasFailed ? "is a failure" : "says"}: ${text}`,
      );
    }
    const pass = this.equals(structured, expected);
    return {
      pass,
      message: () =>
        `The structured content was ${pass ? "not " : ""}to equal ${show(expected)}, and it is ${show(structured)}`,
      actual: structured,
      expected,
    };
  },
  toOfferTool: (received, name) =>
    offers(received, "tool", name, async (client) => (await client.listTools()).map(toName)),
  toOfferPrompt: (received, name) =>
    offers(received, "prompt", name, async (client) => (await client.listPrompts()).map(toName)),
  toOfferResource: (received, uri) =>
    offers(received, "resource", uri, async (client) => [
      ...(await client.listResources()).map((resource) => resource.uri),
      ...(await client.listResourceTemplates()).map(({ uriTemplate }) => uriTemplate),
    ]),
  async toKeepContract(received, file, options = {}) {
    if (this.isNot) {
      throw new MortiseError(
        "INVALID_OPTION",
        "A contract is kept or broken: leave .not out, and see compareContracts",
      );
    }
    const { testPath } = this;
    const path = typeof file === "string" && testPath ? resolve(dirname(testPath), file) : file;
    const { _updateSnapshot: runner } = (this.snapshotState ?? {}) as { _updateSnapshot?: unknown };
    const taken = runner === "all" ? { update: "everything" as const } : {};
    await keepContract(toSource(received), path, { ...taken, ...options });
    return { pass: true, message: () => "The contract is kept" };
  },
};

type Lists = Pick<Client, "listTools" | "listPrompts" | "listResources" | "listResourceTemplates">;

async function offers(
  received: unknown,
  kind: string,
  name: string,
  list: (client: Lists) => Promise<string[]>,
): Promise<MatcherResult> {
  const source = toSource(received);
  let names: string[];
  if (isConnectable(source)) {
    await using client = await connect<unknown>(source);
    names = await list(client);
  } else {
    names = await list(source);
  }
  const found = names.length === 0 ? "none" : names.join(", ");
  const pass = names.includes(name);
  return {
    pass,
    message: () =>
      `The ${kind} ${name} was ${pass ? "not " : ""}to be offered; offered are: ${found}`,
  };
}

function toSource(received: unknown): ContractSource {
  if (isConnectable(received)) return received;
  if (typeof (received as Partial<Lists> | null)?.listTools === "function") {
    return received as ContractSource;
  }
  throw new MortiseError("INVALID_OPTION", `Give a client or a server, not ${show(received)}`);
}

function toName({ name }: { readonly name: string }): string {
  return name;
}

function isNoOutcome(received: unknown, context: MatcherContext): MatcherResult {
  return mistaken(
    `${show(received)} is no result of a tool call; await client.callTool(…), or use .rejects for a request that fails`,
    context,
  );
}

/** Fails with `.not` as well, which inverts `pass`. */
function mistaken(message: string, { isNot = false }: MatcherContext): MatcherResult {
  return { pass: isNot, message: () => message };
}

function fail(message: string): MatcherResult {
  return { pass: false, message: () => message };
}

const SHOWN = 500;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
