import type { CacheScope, Duration, JsonObject, OptionNames, Resource } from "@mortise/protocol";
import {
  checkOptions,
  ErrorCode,
  isModern,
  MortiseError,
  ProtocolError,
  parseDuration,
  SKILLS_EXTENSION,
  ToolError,
} from "@mortise/protocol";
import type { ExtensionHost, ServerExtension } from "../extension/extension.ts";
import type { RequestContext } from "../handler/context.ts";
import { stateOf } from "../pagination/cursor.ts";
import { cutPage } from "../pagination/cut-page.ts";
import { describeName } from "../result/describe-name.ts";
import { readUri } from "./read-uri.ts";
import type { Skill } from "./skill.ts";
import { SkillSet } from "./skill-set.ts";

/** Settings of {@link skills}. */
export interface SkillsOptions {
  /** Skills, or children of a directory, on one page. Default 100. */
  readonly pageSize?: number;
  /** The lifetime and scope of the list in caches. Default: `"5m"`, `public`. */
  readonly cache?: { readonly ttl?: Duration; readonly scope?: CacheScope };
  /**
   * Reports changes until the returned function is called: each time with every skill, or with the
   * error of reading them, which keeps the present ones.
   */
  readonly watch?: (
    onChange: (skills: readonly Skill[]) => void,
    onProblem: (problem: unknown) => void,
  ) => () => void;
}

const OPTIONS: OptionNames<SkillsOptions> = { pageSize: true, cache: true, watch: true };

/** Every URI under `skill://`; which of them there are is looked up. */
const ANY_FILE = "skill://{+path}";

/**
 * Makes the extension that serves skills (SEP-2640): `server.extend(skills([…]))`.
 *
 * Each file is a resource, and the `SKILL.md` of each skill is listed as one. Changes are announced
 * as those of resources are.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a skill that cannot be served, `INVALID_OPTION` for
 * a page size below 1.
 */
export function skills(list: readonly Skill[], options: SkillsOptions = {}): ServerExtension {
  checkOptions("skills", options, OPTIONS);
  const served = new ServedSkills(list, options);
  const method = (handler: (params: JsonObject, context: RequestContext) => object) => ({
    handler,
    // A client declares nothing for skills; it only must have seen the server's declaration.
    requiresClient: false,
  });
  return {
    id: SKILLS_EXTENSION,
    settings: { directoryRead: true },
    methods: {
      "skills/list": method((params, context) => served.list(params, context)),
      "skills/get": method((params, context) => served.get(params, context)),
      "resources/directory/read": method((params, context) =>
        served.readDirectory(params, context),
      ),
    },
    install: (server) => served.install(server),
  };
}

class ServedSkills {
  #set: SkillSet;
  /** Identifies the list of skills in cursors. */
  #state: string;
  #isInstalled = false;
  readonly #watch: SkillsOptions["watch"];
  readonly #pageSize: number;
  readonly #cache: JsonObject;

  constructor(list: readonly Skill[], { pageSize = 100, cache = {}, watch }: SkillsOptions) {
    if (!Number.isInteger(pageSize) || pageSize < 1) {
      throw new MortiseError("INVALID_OPTION", `pageSize must be 1 or more, not ${pageSize}`);
    }
    this.#set = new SkillSet(list);
    this.#state = stateOf(this.#set.uris);
    this.#watch = watch;
    this.#pageSize = pageSize;
    this.#cache = {
      ttlMs: Math.floor(parseDuration(cache.ttl ?? "5m", "cache.ttl")),
      cacheScope: cache.scope ?? "public",
    };
  }

  async list({ cursor }: JsonObject, context: RequestContext): Promise<JsonObject> {
    const set = this.#set;
    const { page, nextCursor } = cutPage(set.uris, cursor, {
      pageSize: this.#pageSize,
      state: this.#state,
    });
    const entries = await Promise.all(page.map((uri) => set.entry(uri)));
    return {
      skills: entries,
      ...(nextCursor !== undefined && { nextCursor }),
      ...this.#hints(context),
    };
  }

  async get(params: JsonObject, context: RequestContext): Promise<JsonObject> {
    const uri = readUri("skills/get", params["uri"]);
    const skill = await this.#set.entry(uri);
    if (skill) return { skill, ...this.#hints(context) };
    throw new ProtocolError(
      ErrorCode.InvalidParams,
      `No skill is served at ${describeName(uri)}; skills/list names those there are`,
    );
  }

  readDirectory(params: JsonObject, context: RequestContext): JsonObject {
    const uri = readUri("resources/directory/read", params["uri"]);
    const children = this.#set.children(uri);
    if (!children) {
      const found = this.#set.read(uri) ? "a file" : "nothing";
      throw new ProtocolError(
        ErrorCode.InvalidParams,
        `${describeName(uri)} is ${found}, not a directory; directories are named without a slash at the end`,
      );
    }
    const cut = cutPage(children, params["cursor"], {
      pageSize: this.#pageSize,
      state: stateOf(children),
    });
    const { page: resources, nextCursor } = cut;
    // The extension does not ask for hints here; the official client does.
    const hints = this.#hints(context);
    return { resources, ...(nextCursor !== undefined && { nextCursor }), ...hints };
  }

  install(server: ExtensionHost): (() => void) | undefined {
    if (this.#isInstalled) {
      throw new MortiseError(
        "INVALID_DEFINITION",
        "These skills are served already; call skills again for a second server",
      );
    }
    this.#isInstalled = true;
    server.resource(
      ANY_FILE,
      { name: "skill-file", description: "A file of one of this server's skills." },
      (_variables: unknown, context: RequestContext) => this.#read(context.request.name),
    );
    for (const manifest of this.#set.manifests.values()) this.#addManifest(server, manifest);
    return this.#watch?.(
      (list) => this.#replace(server, list),
      (problem) => report(server, problem),
    );
  }

  #read(uri: string): NonNullable<ReturnType<SkillSet["read"]>> {
    const value = this.#set.read(uri);
    if (value !== undefined) return value;
    throw new ToolError(`Resource not found: ${describeName(uri)}`, { code: "not_found" });
  }

  #addManifest(server: ExtensionHost, manifest: Resource): void {
    const { uri, ...definition } = manifest;
    server.resource(uri, definition, () => this.#read(uri));
  }

  #replace(server: ExtensionHost, list: readonly Skill[]): void {
    let next: SkillSet;
    try {
      next = new SkillSet(list);
    } catch (error) {
      report(server, error);
      return;
    }
    const changed = this.#set.changedFiles(next);
    if (changed.length === 0) return;
    // Listed anew even where only a file beside it changed: its digests are part of the skill.
    for (const uri of this.#set.manifests.keys()) server.remove("resources", uri);
    this.#set = next;
    this.#state = stateOf(next.uris);
    for (const manifest of next.manifests.values()) this.#addManifest(server, manifest);
    for (const uri of changed) server.resourceUpdated(uri);
  }

  /** Hints for caches are said from 2026-07-28 on. */
  #hints({ request }: RequestContext): JsonObject {
    return isModern(request.revision) ? this.#cache : {};
  }
}

function report(server: ExtensionHost, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The skills were not read anew, and stay as they are: ${reason}`;
  server.log({ level: "warning", message });
}
