import * as client from "@mortise/client";
import * as protocol from "@mortise/protocol";
import * as server from "@mortise/server";
import { Server } from "@mortise/server";
import * as zod from "zod";
import type { PACKAGES } from "../compile.ts";
import type { CompiledProgram, Failure } from "../messages.ts";
import * as mortise from "./mortise.ts";

const { findServed, ...inMortise } = mortise;

const NAMESPACES: Readonly<Record<(typeof PACKAGES)[number], object>> = {
  mortise: inMortise,
  "@mortise/client": client,
  "@mortise/protocol": protocol,
  "@mortise/server": server,
  zod,
};

/** The name of the program in messages and stacks. */
const PROGRAM = "server.ts";

/** The names of modules by the addresses that they have here. */
const names = new Map<string, string>();

/**
 * Runs a program and returns its server: its default export, or the one that it serves.
 *
 * @throws Error if it has none
 */
export async function evaluate({ pieces, specifiers }: CompiledProgram): Promise<Server> {
  const addresses = specifiers.map((name) => linkPackage(name));
  const code = pieces.map((piece, at) => `${piece}${addresses[at] ?? ""}`).join("");
  const program: { readonly default?: unknown } = await import(
    /* @vite-ignore */ addModule(PROGRAM, code)
  );
  const made = program.default ?? findServed();
  if (made instanceof Server) return made;
  throw new Error(
    "The program has no server to show; end it with `await serve(server)` or `export default server`",
  );
}

const links = new Map<string, string>();

/** Returns the address of a module that passes on what a package here has. */
function linkPackage(name: string): string {
  const known = links.get(name);
  if (known !== undefined) return known;
  const namespace: object = NAMESPACES[name as keyof typeof NAMESPACES];
  const place = `globalThis[${JSON.stringify(keep(name, namespace))}]`;
  // zod has names that no variable may have, such as `catch` and `enum`.
  const code = Object.keys(namespace)
    .map(
      (key, at) => `const v${at} = ${place}[${JSON.stringify(key)}];\nexport { v${at} as ${key} };`,
    )
    .join("\n");
  const address = addModule(name, code);
  links.set(name, address);
  return address;
}

function keep(name: string, namespace: object): string {
  const key = `playground:${name}`;
  Object.defineProperty(globalThis, key, { value: namespace });
  return key;
}

function addModule(name: string, code: string): string {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  names.set(address, name);
  return address;
}

/** Writes a text with the names of modules in place of their addresses, without the stack of the worker itself. */
export function nameModules(text: string): string {
  return [...names]
    .reduce((written, [address, name]) => written.replaceAll(address, name), text)
    .replace(/\n *at [^\n]*\bblob:[^\n]*/g, "");
}

/** Describes an error for the page, with the first line of the program that its stack names. */
export function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: nameModules(String(error)) };
  const [, line] = /\bserver\.ts:(\d+):\d+/.exec(nameModules(error.stack ?? "")) ?? [];
  const kind = error.name === "Error" || error.name === "MortiseError" ? "" : `${error.name}: `;
  const message = `${kind}${nameModules(error.message)}`;
  return line === undefined ? { message } : { message, line: Number(line) };
}
