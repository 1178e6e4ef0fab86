import type {
  CacheHints,
  Duration,
  OptionNames,
  Resource,
  ResourceTemplate,
} from "@mortise/protocol";
import { checkDefinition, MortiseError, parseDuration, UriTemplate } from "@mortise/protocol";
import type { Completer } from "../completion/completer.ts";
import { assertHandler } from "../handler/run-handler.ts";
import { toCacheHints } from "../result/cache-policy.ts";
import { ACCESS_OPTIONS, compileAccess } from "../visibility/access.ts";
import { compileVisibility, VISIBILITY_OPTIONS } from "../visibility/condition.ts";
import type { Entry } from "../visibility/entry.ts";
import type {
  AnyTemplateHandler,
  ResourceDefinition,
  ResourceHandler,
  ResourceTemplateDefinition,
} from "./resource.ts";

/** The content may depend on the caller and on the time. */
const NO_CACHE = { ttlMs: 0, cacheScope: "private" } as const;

const DEFINITION: OptionNames<ResourceDefinition> = {
  ...VISIBILITY_OPTIONS,
  ...ACCESS_OPTIONS,
  name: true,
  title: true,
  description: true,
  mimeType: true,
  annotations: true,
  size: true,
  icons: true,
  meta: true,
  timeout: true,
  cache: true,
};

const TEMPLATE_DEFINITION: OptionNames<ResourceTemplateDefinition> = {
  ...DEFINITION,
  complete: true,
  allowTraversal: true,
  list: true,
};

interface CompiledFields extends Entry {
  readonly mimeType: string | undefined;
  /** Milliseconds. */
  readonly timeout: number;
  readonly cache: Required<CacheHints>;
}

/** A fixed resource, ready to be listed and read. */
export interface CompiledResource extends CompiledFields {
  readonly uri: string;
  readonly listed: Resource;
  readonly handler: ResourceHandler;
}

/** A family of resources, ready to be listed, matched and read. */
export interface CompiledTemplate extends CompiledFields {
  readonly template: UriTemplate;
  /** Variables may lead a path out of its folder. */
  readonly allowsTraversal: boolean;
  readonly listed: ResourceTemplate;
  readonly handler: AnyTemplateHandler;
  readonly complete: Readonly<Record<string, Completer>>;
  readonly list: ResourceTemplateDefinition["list"];
}

/** Works out a fixed resource; throws `INVALID_DEFINITION` when `uri` is no absolute URI. */
export function compileResource(
  uri: string,
  definition: ResourceDefinition,
  handler: ResourceHandler,
  defaultTimeout: Duration,
): CompiledResource {
  assertUri(uri);
  checkDefinition(`Resource ${uri}`, definition, DEFINITION);
  assertHandler(handler, `resource ${uri}`);
  const { size } = definition;
  return {
    ...compileFields(uri, definition, defaultTimeout),
    uri,
    handler,
    listed: { uri, ...describe(uri, definition), ...(size !== undefined && { size }) },
  };
}

/** Works out a family of resources; throws `INVALID_DEFINITION` for a bad template or completer. */
export function compileTemplate(
  uriTemplate: string,
  definition: ResourceTemplateDefinition,
  handler: AnyTemplateHandler,
  defaultTimeout: Duration,
): CompiledTemplate {
  const template = new UriTemplate(uriTemplate);
  checkDefinition(`Resource ${uriTemplate}`, definition, TEMPLATE_DEFINITION);
  assertHandler(handler, `resource ${uriTemplate}`);
  const complete = definition.complete ?? {};
  const unknown = Object.keys(complete).find((name) => !template.variables.includes(name));
  if (unknown !== undefined) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${uriTemplate} has no variable "${unknown}" to complete; it has ${template.variables.join(", ")}`,
    );
  }
  return {
    ...compileFields(uriTemplate, definition, defaultTimeout),
    template,
    allowsTraversal: definition.allowTraversal === true,
    complete,
    handler,
    list: definition.list,
    listed: { uriTemplate, ...describe(uriTemplate, definition) },
  };
}

/** @throws MortiseError `INVALID_DEFINITION` when `uri` is no absolute URI. */
function assertUri(uri: string): void {
  if (/^[a-z][a-z0-9+.-]*:./i.test(uri)) return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `${JSON.stringify(uri)} is no absolute URI; begin it with a scheme, such as docs://`,
  );
}

function compileFields(
  owner: string,
  definition: ResourceDefinition,
  defaultTimeout: Duration,
): CompiledFields {
  const { cache } = definition;
  return {
    ...compileVisibility(definition, `resource ${owner}`),
    ...compileAccess(definition, `resource ${owner}`),
    mimeType: definition.mimeType,
    timeout: parseDuration(
      definition.timeout ?? defaultTimeout,
      `The timeout of resource ${owner}`,
    ),
    cache: toCacheHints(cache, `cache of resource ${owner}`, NO_CACHE),
  };
}

function describe(fallback: string, definition: ResourceDefinition): Omit<Resource, "uri"> {
  const { name, title, description, mimeType, annotations, icons, meta } = definition;
  return {
    name: name ?? fallback,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(mimeType !== undefined && { mimeType }),
    ...(annotations && { annotations }),
    ...(icons && { icons }),
    ...(meta && { _meta: meta }),
  };
}
