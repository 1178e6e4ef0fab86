import type { JsonSchema, ToolAnnotations } from "@mortise/protocol";
import { canonical } from "./canonical.ts";
import type {
  Contract,
  ContractChange,
  PromptContract,
  ResourceContract,
  ToolContract,
} from "./contract.ts";
import { compareSchemas } from "./schema/compare-schema.ts";
import type { Side } from "./schema/comparison.ts";
import { isBreaking } from "./schema/comparison.ts";

/** The place of a change, for its path and its sentence. */
interface Subject {
  readonly path: string;
  readonly name: string;
}

/**
 * Returns the changes from one contract to another, and marks those that break callers.
 *
 * A change is breaking if it may make a working call fail or surprise its caller: a removal, an input
 * that accepts less, an output that promises less, another default or annotation. Changed texts break
 * no caller. A changed schema that the comparison does not understand counts as breaking, and its
 * sentence says so.
 */
export function compareContracts(before: Contract, after: Contract): ContractChange[] {
  return [
    ...compareEntries("tool", before.tools, after.tools, compareTools),
    ...compareEntries("resource", before.resources, after.resources, compareResources),
    ...compareEntries("template", before.templates, after.templates, compareResources),
    ...compareEntries("prompt", before.prompts, after.prompts, comparePrompts),
  ];
}

function compareEntries<Entry>(
  kind: "tool" | "resource" | "template" | "prompt",
  before: Readonly<Record<string, Entry>>,
  after: Readonly<Record<string, Entry>>,
  compare: (before: Entry, after: Entry, subject: Subject) => ContractChange[],
): ContractChange[] {
  const subjectOf = (name: string): Subject => ({
    path: `${kind}s.${name}`,
    name: `${kind} ${name}`,
  });
  const added = new Set(Object.keys(after).filter((name) => !Object.hasOwn(before, name)));
  const known = Object.entries(before).flatMap(([name, old]): ContractChange[] => {
    const subject = subjectOf(name);
    if (Object.hasOwn(after, name)) return compare(old, after[name] as Entry, subject);
    const renamed = [...added].find((other) => canonical(after[other]) === canonical(old));
    if (renamed !== undefined) added.delete(renamed);
    const what = renamed === undefined ? "was removed" : `was renamed to ${renamed}`;
    return [{ breaking: true, path: subject.path, message: `${subject.name} ${what}` }];
  });
  const fresh = [...added].map((name): ContractChange => {
    const subject = subjectOf(name);
    return { breaking: false, path: subject.path, message: `${subject.name} was added` };
  });
  return [...known, ...fresh];
}

function compareTools(
  before: ToolContract,
  after: ToolContract,
  subject: Subject,
): ContractChange[] {
  return [
    ...compareTexts(before, after, subject),
    ...compareAnnotations(before.annotations, after.annotations, subject),
    ...describeSchemas(before.inputSchema, after.inputSchema, "input", subject),
    ...compareOutputs(before.outputSchema, after.outputSchema, subject),
  ];
}

function compareOutputs(
  before: JsonSchema | undefined,
  after: JsonSchema | undefined,
  subject: Subject,
): ContractChange[] {
  if (before !== undefined && after !== undefined) {
    return describeSchemas(before, after, "output", subject);
  }
  if (before === after) return [];
  const breaking = after === undefined;
  const what = breaking ? "no longer promises" : "now promises";
  const message = `${subject.name}: ${what} structured output`;
  return [{ breaking, path: `${subject.path}.output`, message }];
}

function describeSchemas(
  before: JsonSchema,
  after: JsonSchema,
  side: Side,
  subject: Subject,
): ContractChange[] {
  const noun = side === "input" ? "argument" : "output member";
  const whole = side === "input" ? "the input" : "the output";
  const changes = compareSchemas(before, after, side).map((change): ContractChange => {
    const { place, text } = change;
    const what = place === "" ? whole : `${noun} ${place}`;
    return {
      breaking: isBreaking(change, side),
      path: place === "" ? `${subject.path}.${side}` : `${subject.path}.${side}.${place}`,
      message: `${subject.name}: ${what} ${text}`,
    };
  });
  const messages = new Set<string>();
  return changes.filter(({ message }) => !messages.has(message) && messages.add(message));
}

/** The defaults of annotations (2026-07-28, ToolAnnotations). */
const HINTS = {
  readOnlyHint: { absent: false, safe: true },
  destructiveHint: { absent: true, safe: false },
  idempotentHint: { absent: false, safe: true },
  openWorldHint: { absent: true, safe: false },
} as const;

/** Compares annotations, by which hosts decide, such as whether to ask the user before a call. */
function compareAnnotations(
  before: ToolAnnotations = {},
  after: ToolAnnotations = {},
  { path, name }: Subject,
): ContractChange[] {
  return (Object.keys(HINTS) as (keyof typeof HINTS)[]).flatMap((hint): ContractChange[] => {
    const { absent, safe } = HINTS[hint];
    // These two mean nothing for a tool that changes nothing.
    const isForWriters = hint === "destructiveHint" || hint === "idempotentHint";
    if (isForWriters && (before.readOnlyHint || after.readOnlyHint)) return [];
    const [was, is] = [before[hint] ?? absent, after[hint] ?? absent];
    if (was === is) return [];
    return [
      {
        breaking: is !== safe,
        path: `${path}.annotations.${hint}`,
        message: `${name}: ${hint} was ${was} and is now ${is}`,
      },
    ];
  });
}

function compareResources(
  before: ResourceContract,
  after: ResourceContract,
  subject: Subject,
): ContractChange[] {
  const { path, name } = subject;
  const changes = compareTexts(before, after, subject);
  if (before.name !== after.name) {
    const message = `${name}: its name was ${before.name} and is now ${after.name}`;
    changes.push({ breaking: false, path: `${path}.name`, message });
  }
  if (before.mimeType !== after.mimeType) {
    const [was, is] = [before.mimeType ?? "not said", after.mimeType ?? "not said"];
    const message = `${name}: its type was ${was} and is now ${is}`;
    changes.push({ breaking: before.mimeType !== undefined, path: `${path}.mimeType`, message });
  }
  return changes;
}

function comparePrompts(
  before: PromptContract,
  after: PromptContract,
  subject: Subject,
): ContractChange[] {
  const changes = compareTexts(before, after, subject);
  const [olds, news] = [before.arguments ?? {}, after.arguments ?? {}];
  const note = (name: string, breaking: boolean, text: string): void => {
    const message = `${subject.name}: argument ${name} ${text}`;
    changes.push({ breaking, path: `${subject.path}.arguments.${name}`, message });
  };
  for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    const [old, now] = [olds[name], news[name]];
    if (now === undefined) note(name, true, "was removed");
    else if (old === undefined) {
      note(name, now.required === true, now.required ? "was added and is required" : "was added");
    } else {
      if (old.required && !now.required) note(name, false, "is no longer required");
      if (!old.required && now.required) note(name, true, "became required");
      if (old.description !== now.description) note(name, false, "is described otherwise");
    }
  }
  return changes;
}

function compareTexts(
  before: { readonly title?: string; readonly description?: string },
  after: { readonly title?: string; readonly description?: string },
  { path, name }: Subject,
): ContractChange[] {
  return (["title", "description"] as const)
    .filter((text) => before[text] !== after[text])
    .map((text) => ({
      breaking: false,
      path: `${path}.${text}`,
      message: `${name}: its ${text} changed`,
    }));
}
