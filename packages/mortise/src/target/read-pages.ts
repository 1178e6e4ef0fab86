import type { Client, RequestOptions } from "@mortise/client";
import type { Tool } from "@mortise/protocol";
import { MortiseError, ProtocolError } from "@mortise/protocol";
import { excerptStderr } from "../output/stderr-excerpt.ts";

/**
 * Reads the page of each tool that shows one, as hosts do, and says of every page that the server cannot give
 * why not. A server may begin and list its tools without the files and packages that its pages need.
 *
 * @throws the errors of a connection that is lost meanwhile.
 */
export async function findLostPages(
  client: Client,
  tools: readonly Tool[],
  options?: RequestOptions,
): Promise<string[]> {
  const users = Map.groupBy(tools, pageOf);
  const lost: string[] = [];
  for (const [uri, [first]] of users) {
    if (uri === undefined) continue;
    try {
      await client.readResource(uri, options);
    } catch (error) {
      if (!ProtocolError.is(error)) throw error;
      lost.push(`${uri}, the page of ${first?.name}, cannot be read: ${error.message}`);
    }
  }
  return lost;
}

/**
 * Reads the pages of a server that is to run far from its sources; ends it when it lacks one.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a page that it cannot give, with `remedy` and the end of `stderr`.
 */
export async function assertPages(
  client: Client,
  tools: readonly Tool[],
  { remedy, stderr, ...options }: RequestOptions & { remedy: string; stderr: readonly string[] },
): Promise<void> {
  const [lost] = await findLostPages(client, tools, options);
  if (lost === undefined) return;
  // Its stderr may come after the answer, and is whole once it has ended.
  await client.close();
  const said = excerptStderr(stderr.join("")).map((line) => `\n  ${line}`);
  throw new MortiseError("INVALID_DEFINITION", `${lost}; ${remedy}${said.join("")}`);
}

/** Reads `_meta.ui` of a tool, and the flat form of servers before it (SEP-1865). */
function pageOf({ _meta = {} }: Tool): string | undefined {
  const { resourceUri = _meta["ui/resourceUri"] } = (_meta["ui"] ?? {}) as {
    resourceUri?: unknown;
  };
  return typeof resourceUri === "string" ? resourceUri : undefined;
}
