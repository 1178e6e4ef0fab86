import type { Project } from "../project/project.ts";
import { unscoped } from "../project/read-project.ts";

const GITHUB = "io.github.";
const NAMESPACE = /^[a-zA-Z0-9][a-zA-Z0-9.-]*[a-zA-Z0-9]$/;
const PART = /^[a-zA-Z0-9][a-zA-Z0-9._-]*[a-zA-Z0-9]$/;

/** Returns the name that a GitHub repository gives a server; `undefined` without such a repository. */
export function proposeServerName({ name, repository }: Project): string | undefined {
  const { host, owner } = repository?.account ?? {};
  if (host !== "github.com" || owner === undefined || name === undefined) return undefined;
  return `${GITHUB}${owner}/${unscoped(name)}`;
}

/** The proof that the registry asks for a namespace. */
export type Namespace =
  | { readonly kind: "github"; readonly owner: string }
  | { readonly kind: "domain"; readonly domain: string };

/** Returns the proof that the registry asks for a name in its right form. */
export function readNamespace(name: string): Namespace {
  const [namespace = ""] = name.split("/");
  if (namespace.startsWith(GITHUB)) {
    return { kind: "github", owner: namespace.slice(GITHUB.length) };
  }
  return { kind: "domain", domain: namespace.split(".").reverse().join(".") };
}

/** Returns the faults of a name; the account on GitHub is compared with its exact case, as the registry does. */
export function findNameFaults(name: string, { repository }: Project): string[] {
  const [namespace = "", part = "", ...more] = name.split("/");
  const shown = JSON.stringify(name);
  if (more.length > 0 || part === "" || !namespace.includes(".")) {
    return [
      `The name ${shown} is no reverse domain with a name, as io.github.ada/desk or com.example/desk`,
    ];
  }
  if (!NAMESPACE.test(namespace) || !PART.test(part) || name.length > 200) {
    const rule =
      "two or more letters, digits, . and -, also _ behind the slash, with a letter or digit at both ends";
    return [`The name ${shown} is not in the form of the registry: on each side ${rule}`];
  }
  if (namespace.toLowerCase().startsWith(GITHUB) && !namespace.startsWith(GITHUB)) {
    return [`The name ${shown} is no account on GitHub for the registry; write ${GITHUB}…`];
  }
  const proof = readNamespace(name);
  const { host, owner } = repository?.account ?? {};
  if (proof.kind !== "github" || host !== "github.com" || owner === undefined) return [];
  if (proof.owner === owner || proof.owner.toLowerCase() !== owner.toLowerCase()) return [];
  return [
    `The account is ${owner} on GitHub, and ${proof.owner} in the name ${shown}; the registry compares the case`,
  ];
}
