import type { Contract, ContractChange } from "@mortise/testing";
import type { SchemaChange } from "../contract/index.ts";

type Subject = SchemaChange["subject"];

const LISTS: Readonly<Record<Subject, "tools" | "prompts" | "resources" | "templates">> = {
  tool: "tools",
  prompt: "prompts",
  resource: "resources",
  template: "templates",
};

/** Loads the code that compares contracts, which the first version of a server does without. */
export async function loadComparison(): Promise<typeof import("@mortise/testing")> {
  return await import("@mortise/testing");
}

/** Lists the differences between two versions of a server, one for each entry and sentence. */
export async function diffContracts(before: Contract, after: Contract): Promise<SchemaChange[]> {
  const { compareContracts } = await loadComparison();
  return compareContracts(before, after).map((change) => toSchemaChange(change, before, after));
}

function toSchemaChange(
  { breaking, path, message }: ContractChange,
  before: Contract,
  after: Contract,
): SchemaChange {
  const { subject, name } = findEntry(path, before, after);
  const [old, now] = [before, after].map(
    (contract) => (contract[LISTS[subject]] as Readonly<Record<string, unknown>>)[name],
  );
  const kind = old === undefined ? "added" : now === undefined ? "removed" : "changed";
  return {
    kind,
    subject,
    name,
    isBreaking: breaking,
    text: message,
    ...(old !== undefined && { before: old }),
    ...(now !== undefined && { after: now }),
  };
}

/** Finds the entry that a path is of: names and URIs may have dots, so the longest that fits counts. */
function findEntry(
  path: string,
  before: Contract,
  after: Contract,
): { readonly subject: Subject; readonly name: string } {
  const subject = (Object.keys(LISTS) as Subject[]).find((kind) => path.startsWith(`${kind}s.`));
  if (subject === undefined) return { subject: "tool", name: path };
  const rest = path.slice(subject.length + 2);
  const list = LISTS[subject];
  const names = [...Object.keys(before[list]), ...Object.keys(after[list])];
  const fitting = names.filter((name) => rest === name || rest.startsWith(`${name}.`));
  const name = fitting.reduce((best, each) => (each.length > best.length ? each : best), "");
  return { subject, name: name === "" ? rest : name };
}

/** The lists that clients must read again after these differences. */
export function changedLists(
  changes: readonly SchemaChange[],
): readonly ("tools" | "prompts" | "resources")[] {
  const lists = new Set(
    changes.map(({ subject }) => (subject === "template" ? "resources" : (`${subject}s` as const))),
  );
  return [...lists];
}
