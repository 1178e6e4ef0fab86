import type { JsonSchema } from "@mortise/protocol";
import { compileJsonSchema, LOGGING_LEVELS, REVISIONS } from "@mortise/protocol";
import type { Control } from "../../contract/index.ts";
import { HostFailure } from "../state/host-failure.ts";

const TEXT: JsonSchema = { type: "string", minLength: 1, maxLength: 4_096 };
const OBJECT: JsonSchema = { type: "object" };
const TEXTS: JsonSchema = { type: "object", additionalProperties: { type: "string" } };

function object(
  properties: Record<string, JsonSchema>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false } as JsonSchema;
}

const ROOT = object({ uri: { type: "string", pattern: "^file://" }, name: TEXT }, ["name"]);
const SAVED = object(
  { id: TEXT, name: TEXT, connection: TEXT, method: TEXT, params: OBJECT, expect: OBJECT },
  ["id", "expect"],
);

/** The shape of each request of the page. */
const SCHEMAS: Readonly<Record<keyof Control, JsonSchema>> = {
  call: object({ connection: TEXT, method: TEXT, params: OBJECT }),
  raw: object({ connection: TEXT, body: { type: "string" }, headers: TEXTS }, ["headers"]),
  cancel: object({ call: TEXT }),
  "follow-task": object({ connection: TEXT, task: TEXT }),
  tasks: object({ connection: TEXT, limit: { type: "integer", minimum: 1, maximum: 1_000 } }),
  task: object({ connection: TEXT, task: TEXT }),
  "retry-task": object({ connection: TEXT, task: TEXT, fromStart: { type: "boolean" } }),
  "cancel-task": object({ connection: TEXT, task: TEXT }),
  answer: object({ ask: TEXT, answer: OBJECT }),
  refuse: object({
    ask: TEXT,
    error: object({ code: { type: "integer" }, message: TEXT }),
  }),
  complete: object(
    {
      connection: TEXT,
      reference: OBJECT,
      argument: object({ name: { type: "string" }, value: { type: "string" } }),
      context: TEXTS,
    },
    ["context"],
  ),
  refresh: object({ connection: TEXT }),
  subscribe: object({ connection: TEXT, uri: TEXT, isOn: { type: "boolean" } }),
  "log-level": object({ connection: TEXT, level: { enum: [...LOGGING_LEVELS] } }),
  roots: object({ connection: TEXT, roots: { type: "array", items: ROOT, maxItems: 100 } }),
  connect: object({ connection: TEXT, preference: { enum: ["auto", ...REVISIONS] } }, [
    "preference",
  ]),
  disconnect: object({ connection: TEXT }),
  add: object({ url: TEXT, label: TEXT, headers: TEXTS }, ["label", "headers"]),
  remove: object({ connection: TEXT }),
  review: object({ connection: TEXT }),
  save: object({ call: SAVED }),
  unsave: object({ id: TEXT }),
  chat: object({ message: { type: "string", pattern: "\\S", maxLength: 100_000 } }),
  "chat-stop": object({}),
  "chat-approve": object({
    turn: TEXT,
    part: TEXT,
    answer: { enum: ["once", "always", "refuse"] },
  }),
  "chat-clear": object({}),
  "chat-model": object({}),
  "clear-wire": object({}),
  "open-editor": object(
    { file: TEXT, line: { type: "integer", minimum: 1 }, column: { type: "integer", minimum: 1 } },
    ["column"],
  ),
};

type Check = ReturnType<typeof compileJsonSchema>;

const checks = new Map<keyof Control, Check>();

/** Returns whether the page may make a request of this name. */
export function isControl(name: string): name is keyof Control {
  return Object.hasOwn(SCHEMAS, name);
}

/** Checks the body of a request of the page. @throws HostFailure 400 with the places that do not fit. */
export function checkInput<Name extends keyof Control>(
  name: Name,
  input: unknown,
): Control[Name][0] {
  let check = checks.get(name);
  if (check === undefined) {
    check = compileJsonSchema(SCHEMAS[name], `The body of ${name}`);
    checks.set(name, check);
  }
  const { issues } = check(input);
  if (issues === undefined) return input as Control[Name][0];
  const places = issues
    .slice(0, 5)
    .map(({ path = [], message }) => `${path.map(String).join(".")} ${message}`.trim());
  throw new HostFailure(400, {
    code: "INVALID_INPUT",
    step: `read the body of ${name}`,
    cause: places.join("; "),
    fix: "correct these members",
  });
}
