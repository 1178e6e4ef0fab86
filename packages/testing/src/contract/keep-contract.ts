import { AssertionError } from "node:assert";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { MortiseError } from "@mortise/protocol";
import { canonical } from "./canonical.ts";
import { compareContracts } from "./compare-contracts.ts";
import type { Contract, ContractChange } from "./contract.ts";
import type { ContractSource } from "./read-contract.ts";
import { readContract } from "./read-contract.ts";

/** Settings of {@link keepContract}. */
export interface KeepContractOptions {
  /**
   * The changes that may be written to the file: none, those that break no caller, or all. Default:
   * `everything` if the environment has `UPDATE_CONTRACTS=1`, `nothing` if it has `CI`, otherwise
   * `compatible`.
   */
  readonly update?: "nothing" | "compatible" | "everything";
}

/**
 * Compares a server with the contract in a JSON file, and returns the changes. Writes the file the
 * first time.
 *
 * Changes that break no caller are written too, so that the file has everything that callers may rely
 * on; if nothing may be written, an outdated file fails as well.
 *
 * @throws AssertionError with a sentence for each change that breaks callers; MortiseError
 * `INVALID_OPTION` if the file holds no contract.
 */
export async function keepContract(
  source: ContractSource,
  file: string | URL,
  options: KeepContractOptions = {},
): Promise<ContractChange[]> {
  const update = options.update ?? defaultUpdate();
  const path = file instanceof URL ? fileURLToPath(file) : file;
  const [kept, contract] = await Promise.all([readKept(path), readContract(source)]);
  const changes = kept === undefined ? [] : compareContracts(kept, contract);
  if (update !== "everything" && changes.some(({ breaking }) => breaking)) {
    throw failure(describeBreak(path, changes));
  }
  if (kept !== undefined && canonical(kept) === canonical(contract)) return changes;
  if (update === "nothing") throw failure(describeLag(path, kept, changes));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(contract, null, 2)}\n`);
  return changes;
}

function defaultUpdate(): "nothing" | "compatible" | "everything" {
  if (isSet("UPDATE_CONTRACTS")) return "everything";
  return isSet("CI") ? "nothing" : "compatible";
}

function isSet(name: string): boolean {
  return !["", "0", "false", undefined].includes(process.env[name]);
}

async function readKept(path: string): Promise<Contract | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
  try {
    const value: Partial<Contract> | null = JSON.parse(text);
    const { format, tools, resources, templates, prompts } = value ?? {};
    const parts = [tools, resources, templates, prompts];
    if (format === 1 && parts.every((part) => typeof part === "object" && part !== null)) {
      return value as Contract;
    }
  } catch {
    // Reported below, like any other content that is not a contract.
  }
  throw new MortiseError(
    "INVALID_OPTION",
    `${path} holds no contract that this version reads; delete it to have it written anew, or name another file`,
  );
}

function describeBreak(path: string, changes: readonly ContractChange[]): string {
  const breaking = changes.filter((change) => change.breaking);
  const others = changes.filter((change) => !change.breaking);
  return [
    `Callers that rely on ${path} would break:`,
    ...toLines(breaking),
    ...(others.length > 0 ? ["These changes break no caller:", ...toLines(others)] : []),
    "If this is intended, run the test once with UPDATE_CONTRACTS=1 (vitest: -u), and inform your callers.",
  ].join("\n");
}

function describeLag(
  path: string,
  kept: Contract | undefined,
  changes: readonly ContractChange[],
): string {
  const lines =
    kept === undefined
      ? [`There is no contract in ${path} yet.`]
      : [`The contract in ${path} is outdated:`, ...toLines(changes)];
  return [...lines, "Run the test without CI in the environment, and commit the file."].join("\n");
}

function toLines(changes: readonly ContractChange[]): string[] {
  return changes.map(({ message }) => `- ${message}`);
}

function failure(message: string): AssertionError {
  return new AssertionError({ message, stackStartFn: keepContract });
}
