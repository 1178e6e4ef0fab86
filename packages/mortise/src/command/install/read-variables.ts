import type { InstallClient, ProcessEntry } from "@mortise/install";
import { findReference, isFilledBy } from "@mortise/install";
import { canAsk } from "../../output/can-ask.ts";
import { readEnvironment } from "../../target/environment.ts";
import type { InstallFlags } from "./install-flags.ts";

/** The variables of an entry: values, and names that the client is to look up. */
export type Variables = Pick<ProcessEntry, "env" | "references">;

/**
 * Reads the variables: values for the user's own file, names for a file that others have too. A value that
 * is nothing but a reference to the variable itself, as files of clients spell it, is a name as well.
 *
 * @throws MortiseError `INVALID_OPTION` for what is no variable, and for one that has no value here.
 */
export async function readVariables({ env = [], project }: InstallFlags): Promise<Variables> {
  const values: Record<string, string> = {};
  const references: string[] = [];
  for (const written of env) {
    const isNamed = !written.includes("=");
    if (project && isNamed) references.push(written);
    else if (isNamed && process.env[written] === undefined && canAsk()) {
      const { askSecret } = await import("../../output/ask-secret.ts");
      values[written] = await askSecret(`The value of ${written}`);
    } else {
      for (const [name, value] of Object.entries(readEnvironment([written]))) {
        if (!isNamed && isItself(name, value)) references.push(name);
        else values[name] = value;
      }
    }
  }
  return { env: values, references };
}

function isItself(name: string, value: string): boolean {
  const reference = findReference(value);
  return reference?.isWhole === true && reference.variable === name;
}

/** Describes the values that are written as they stand though they name variables, client by client. */
export function describeReferences(
  values: Readonly<Record<string, string>>,
  clients: readonly InstallClient[],
): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const reference = findReference(value);
    if (reference === undefined || clients.length === 0) return [];
    const { variable, written } = reference;
    const said = clients.map((client) =>
      isFilledBy(client, reference)
        ? `${client.label} takes ${variable} from its own environment`
        : `${client.label} is not known to fill it in`,
    );
    return [`${name} is written with ${written} as it stands; ${said.join(", ")}`];
  });
}
