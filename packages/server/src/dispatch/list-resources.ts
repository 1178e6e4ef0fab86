import type { JsonRpcRequest, Resource } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { permits } from "../authorization/authorize.ts";
import type { ServerCore } from "../core/server-core.ts";
import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import { cutPage } from "../pagination/cut-page.ts";
import { writeList } from "../pagination/write-list.ts";
import type { Caller } from "../request/caller.ts";
import type { CompiledTemplate } from "../resource/compile-resource.ts";
import { toEntries } from "../resource/to-entries.ts";
import type { Answer } from "../result/answer.ts";

/** The state in the cursors of a list that handlers make anew for each request. */
const LIVE = "live";

type Listing = Pick<ServerCore, "catalogue" | "clock" | "log" | "mask">;

/** Answers `resources/list`: from stored bytes, unless a template's `list` handler has to run. */
export function listResources(
  core: Listing,
  request: JsonRpcRequest,
  caller: Caller,
): Answer | Promise<Answer> {
  const { catalogue } = core;
  if (!catalogue.hasListedTemplates) {
    return catalogue.page("resources", caller, request.params?.["cursor"]);
  }
  return listWithTemplates(core, request, caller);
}

async function listWithTemplates(
  core: Listing,
  request: JsonRpcRequest,
  caller: Caller,
): Promise<string> {
  const { catalogue } = core;
  const listed: Resource[] = [];
  for (const resource of catalogue.shown("resources", caller)) {
    if (await catalogue.allows(resource, caller)) listed.push(resource.listed);
  }
  for (const template of catalogue.shown("templates", caller)) {
    if (template.list === undefined) continue;
    const { access, timeout } = template;
    const target = template.template.template;
    // The resources of a template are shown to the callers that may read them.
    if (access && !(await permits(access, target, { core, caller, timeout }))) continue;
    listed.push(...(await listFamily(template, core, request, caller)));
  }
  const { pageSize } = catalogue;
  const { page, nextCursor } = cutPage(listed, request.params?.["cursor"], {
    pageSize,
    state: LIVE,
  });
  return writeList({
    member: "resources",
    items: page,
    nextCursor,
    cache: catalogue.liveCache("resources"),
    identity: caller.identity,
  });
}

/** Returns the resources that exist of one template; none if it has no `list` handler. */
async function listFamily(
  { list, template, timeout }: CompiledTemplate,
  { mask }: Listing,
  request: JsonRpcRequest,
  caller: Caller,
): Promise<readonly Resource[]> {
  if (!list) return [];
  const uriTemplate = template.template;
  const context = new CallContext({ caller, request }, uriTemplate);
  const where = `list of ${uriTemplate}`;
  const name = async () => toEntries(where, await list(context));
  const entries = await runHandler(name, { caller, timeout, where, mask });
  return entries.map((entry) => {
    if (template.match(entry.uri)) return { ...entry, name: entry.name ?? entry.uri };
    throw new ProtocolError(
      ErrorCode.InternalError,
      `${uriTemplate} lists ${entry.uri}, which it does not match`,
    );
  });
}
