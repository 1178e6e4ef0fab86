import type { JsonRpcRequest, Resource } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { Mask } from "../log/mask.ts";
import { invalidCursor, writeList } from "../pagination/stored-list.ts";
import type { Caller } from "../request/caller.ts";
import type { StoredResult } from "../result/stored-result.ts";

/**
 * Answers `resources/list`: from stored bytes, unless a template lists what exists of its family.
 */
export function listResources(
  catalogue: Catalogue,
  request: JsonRpcRequest,
  caller: Caller,
  mask: Mask,
): StoredResult | Promise<string> {
  const cursor = request.params?.["cursor"];
  if (!catalogue.hasListedTemplates) return catalogue.page("resources", caller, cursor);
  return listWithTemplates(catalogue, request, caller, mask, cursor);
}

async function listWithTemplates(
  catalogue: Catalogue,
  request: JsonRpcRequest,
  caller: Caller,
  mask: Mask,
  cursor: unknown,
): Promise<string> {
  const start = readStart(cursor);
  const listed: Resource[] = catalogue
    .shown("resources", caller)
    .map((resource) => resource.listed);
  for (const template of catalogue.shown("templates", caller)) {
    const { list } = template;
    if (!list) continue;
    const uriTemplate = template.template.template;
    const context = new CallContext(caller, request, uriTemplate);
    const where = `list of ${uriTemplate}`;
    const entries = await runHandler(() => list(context), caller, template.timeout, where, mask);
    for (const entry of entries) {
      if (!template.template.match(entry.uri)) {
        throw new ProtocolError(
          ErrorCode.InternalError,
          `${uriTemplate} lists ${entry.uri}, which it does not match`,
        );
      }
      listed.push({ ...entry, name: entry.name ?? entry.uri });
    }
  }
  if (start > 0 && start >= listed.length) throw invalidCursor(cursor);
  const end = start + catalogue.pageSize;
  const next = end < listed.length ? String(end) : undefined;
  return writeList(
    "resources",
    listed.slice(start, end),
    next,
    catalogue.cacheOf("resources", true),
    caller.identity,
  );
}

function readStart(cursor: unknown): number {
  if (cursor === undefined) return 0;
  if (typeof cursor !== "string" || !/^[1-9]\d{0,8}$/.test(cursor)) throw invalidCursor(cursor);
  return Number(cursor);
}
