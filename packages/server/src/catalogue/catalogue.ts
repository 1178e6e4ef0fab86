import type { CacheHints, Clock } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { allows } from "../authorization/authorize.ts";
import type { Answering } from "../handler/answering.ts";
import type { ServerLog } from "../log/mask.ts";
import type { Mount, MountSource } from "../mount/mount.ts";
import type { ListMember } from "../pagination/write-list.ts";
import type { CompiledPrompt } from "../prompt/compile-prompt.ts";
import type { Caller } from "../request/caller.ts";
import type { CompiledResource, CompiledTemplate } from "../resource/compile-resource.ts";
import type { Found } from "../resource/found.ts";
import type { CacheOptions } from "../result/cache-policy.ts";
import { toCacheHints } from "../result/cache-policy.ts";
import type { Identity } from "../result/identity.ts";
import type { StoredResult } from "../result/stored-result.ts";
import type { CompiledTool } from "../tool/compile-tool.ts";
import { listTool } from "../tool/list-tool.ts";
import type { Transform } from "../transform/transform.ts";
import type { EntryOf, View, ViewPart } from "../view/view.ts";
import { findIn, MutableView, NOUNS } from "../view/view.ts";
import type { Condition, Viewer } from "../visibility/condition.ts";
import { holds, toViewer } from "../visibility/condition.ts";
import type { Entry } from "../visibility/entry.ts";
import type { Change, ListKind } from "../visibility/list-kind.ts";
import type { Effect, Selector } from "../visibility/selector.ts";
import { VisibilityRules } from "../visibility/selector.ts";
import { composeView, toKind } from "./compose-view.ts";
import { VisibleLists } from "./visible-lists.ts";

const KINDS: readonly ListKind[] = ["tools", "resources", "prompts"];

const PART_OF = {
  tools: "tools",
  resources: "resources",
  resourceTemplates: "templates",
  prompts: "prompts",
} as const;

/** A list that is the same for every caller, and whose changes are announced, may be kept a while. */
const SHARED_LIST = { ttlMs: 300_000, cacheScope: "public" } as const;
/** Conditions may change unannounced, as a caller's rights do. */
const OWN_LIST = { ttlMs: 60_000, cacheScope: "private" } as const;
/** The resources of templates may change at any time and may differ by caller. */
const LIVE_LIST = { ttlMs: 0, cacheScope: "private" } as const;
/** Problems that are remembered, so that each is reported once. */
const MAX_KNOWN = 1000;

interface Listed extends Entry {
  readonly listed: unknown;
  readonly timeout: number;
}

/** The settings of a catalogue. */
export interface CatalogueOptions {
  readonly pageSize: number;
  readonly cache: CacheOptions;
  readonly identity: Identity;
  readonly answering: Answering;
  readonly log: ServerLog;
  readonly clock: Clock;
}

/**
 * Everything a server offers, by the names that clients know, with its lists written out ahead of
 * the requests for them.
 *
 * A server that mounts, transforms and hides nothing is its own view; for any other the view is put
 * together when it is first looked at after a change.
 */
export class Catalogue implements MountSource {
  readonly pageSize: number;
  readonly #options: CatalogueOptions;
  readonly #own = new MutableView();
  readonly #rules = new VisibilityRules();
  readonly #watchers = new Set<(change: Change) => void>();
  readonly #known = new Set<string>();
  readonly #lists = new Map<ListMember, VisibleLists<Listed>>();
  #mounts: readonly Mount[] = [];
  #transforms: readonly Transform[] = [];
  #hasHidden = false;
  #view: View | undefined;
  /** Whether some resources are only for some callers; worked out when it is asked. */
  #hasPrivate: boolean | undefined;
  #hasRestricted: boolean | undefined;

  constructor(options: CatalogueOptions) {
    this.#options = options;
    this.pageSize = options.pageSize;
    for (const kind of KINDS) {
      // A wrong option throws in createServer.
      toCacheHints(options.cache[kind], `cache of ${kind}`, SHARED_LIST);
    }
  }

  /** Every entry, conditions aside. */
  get view(): View {
    this.#view ??= this.#compose((problem) => this.#report(problem));
    return this.#view;
  }

  get tools(): ReadonlyMap<string, CompiledTool> {
    return this.view.tools;
  }

  get mounts(): readonly Mount[] {
    return this.#mounts;
  }

  /** Adds something of the server's own; throws `INVALID_DEFINITION` when its name is taken. */
  add<Part extends ViewPart>(part: Part, name: string, entry: EntryOf<Part>): void {
    const entries = this.#own[part] as Map<string, EntryOf<Part>>;
    if (entries.has(name)) {
      throw new MortiseError(
        "INVALID_DEFINITION",
        `There is a ${NOUNS[part]} ${name} already; remove it first, or choose another name`,
      );
    }
    entries.set(name, entry);
    if (!entry.isOn) this.#hasHidden = true;
    this.#changed(toKind(part));
  }

  /** Takes something out; `false` when there is no such thing. */
  remove(kind: ListKind, name: string): boolean {
    const isRemoved =
      this.#own[kind].delete(name) || (kind === "resources" && this.#own.templates.delete(name));
    if (isRemoved) this.#changed(kind);
    return isRemoved;
  }

  /** Has a mounted server's things here too; throws `INVALID_DEFINITION` for names that are taken. */
  mount(mount: Mount): void {
    const before = this.#mounts;
    this.#try(
      () => {
        this.#mounts = [...before, mount];
      },
      () => {
        this.#mounts = before;
      },
    );
  }

  /** Takes out what {@link Catalogue.mount} brought. */
  unmount(mount: Mount): void {
    mount.stop();
    this.#mounts = this.#mounts.filter((each) => each !== mount);
    this.#changedAll((kind) => mount.source.offers(kind));
  }

  /** Returns whether `other` is mounted here, at any depth, or is this server. */
  reaches(other: MountSource): boolean {
    return this === other || this.#mounts.some(({ source }) => source.reaches(other));
  }

  /** Takes notice of a change: of its own, or of something mounted, in the words of this one. */
  notice(change: Change): void {
    if ("list" in change) this.#changed(change.list);
    else this.#tell(change);
  }

  /** Presents entries differently; throws `INVALID_DEFINITION` for a change that cannot be. */
  transform(transform: Transform): void {
    transform.assertKnown(this.view);
    const before = this.#transforms;
    this.#try(
      () => {
        this.#transforms = [...before, transform];
      },
      () => {
        this.#transforms = before;
      },
    );
  }

  /** Shows or hides what is selected, for every caller. */
  addRule(selector: Selector, effect: Effect): void {
    this.#rules.add(selector, effect);
    const { kinds = KINDS } = selector;
    this.#changedAll((kind) => kinds.includes(kind) && this.offers(kind));
  }

  /** Calls `watcher` at each change, until the returned function is called. */
  watch(watcher: (change: Change) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Returns whether there is an entry of a kind, hidden ones included. */
  offers(kind: ListKind): boolean {
    if (this.#own[kind].size > 0) return true;
    if (kind === "resources" && this.#own.templates.size > 0) return true;
    return this.#mounts.some(({ source }) => source.offers(kind));
  }

  /** Returns whether any argument or variable has values to suggest. */
  get completes(): boolean {
    const { prompts, templates } = this.view;
    return [...prompts.values(), ...templates.values()].some(
      (entry) => Object.keys(entry.complete).length > 0,
    );
  }

  /** Finds a tool that exists for `caller`. */
  findTool(name: unknown, caller: Caller): CompiledTool | undefined {
    return this.#shown(this.view.tools.get(name as string), caller);
  }

  /** Finds a prompt that exists for `caller`. */
  findPrompt(name: unknown, caller: Caller): CompiledPrompt | undefined {
    return this.#shown(this.view.prompts.get(name as string), caller);
  }

  /** Finds the resource or the template of exactly this name. */
  findNamed(uri: string, caller: Caller): CompiledResource | CompiledTemplate | undefined {
    const { resources, templates } = this.view;
    return this.#shown(resources.get(uri), caller) ?? this.#shown(templates.get(uri), caller);
  }

  /** Finds what answers to a URI for `caller`. */
  findResource(uri: string, caller: Caller): Found | undefined {
    return findIn(this.view, uri, (entry) => this.#shown(entry, caller) !== undefined);
  }

  /** Returns whether a resource exists but is hidden from `caller`. */
  hides(uri: string, caller: Caller): boolean {
    const { resources, templates } = this.view;
    this.#hasPrivate ??= isConditional(resources.values()) || isConditional(templates.values());
    return (
      this.#hasPrivate && findIn(this.view, uri) !== undefined && !this.findResource(uri, caller)
    );
  }

  /** Returns whether a resource or template has access rules. */
  get hasRestrictedResources(): boolean {
    const { resources, templates } = this.view;
    this.#hasRestricted ??= isRestricted(resources.values()) || isRestricted(templates.values());
    return this.#hasRestricted;
  }

  /** The entries of one part that `caller` sees. */
  shown<Part extends ViewPart>(part: Part, caller: Caller): readonly EntryOf<Part>[] {
    const entries = [...(this.view[part] as ReadonlyMap<string, EntryOf<Part>>).values()];
    return entries.filter((entry) => this.#shown(entry, caller));
  }

  /** The entries of one part that an error may name: those that no `allow` may hide from `caller`. */
  known<Part extends ViewPart>(part: Part, caller: Caller): readonly EntryOf<Part>[] {
    return this.shown(part, caller).filter(({ access }) => !access?.allow);
  }

  /** Returns whether listing resources calls the `list` of a template. */
  get hasListedTemplates(): boolean {
    for (const { list } of this.view.templates.values()) if (list !== undefined) return true;
    return false;
  }

  /** The stored page of a list that `cursor` names, the first without one; a promise if `allow` gives one. */
  page(member: ListMember, caller: Caller, cursor: unknown): StoredResult | Promise<StoredResult> {
    let lists = this.#lists.get(member);
    if (!lists) {
      lists = this.#createLists(member);
      this.#lists.set(member, lists);
    }
    const list = lists.of(caller);
    const { revision } = caller;
    return list instanceof Promise
      ? list.then((stored) => stored.page(revision, cursor))
      : list.page(revision, cursor);
  }

  /** The cache hints of a list whose content handlers make anew for each request. */
  liveCache(member: ListMember): Required<CacheHints> {
    return this.#cacheHints(member, LIVE_LIST);
  }

  /** The cache hints of a stored list. */
  #storedCache(member: ListMember): Required<CacheHints> {
    const entries = this.view[PART_OF[member]];
    const isShared = !isConditional(entries.values()) && !hasPermissions(entries.values());
    if (isShared) return this.#cacheHints(member, SHARED_LIST);
    // Whatever the author says, one caller's list is not for another caller.
    return { ...this.#cacheHints(member, OWN_LIST), cacheScope: "private" };
  }

  #cacheHints(member: ListMember, fallback: Required<CacheHints>): Required<CacheHints> {
    const policy = this.#options.cache[member === "resourceTemplates" ? "resources" : member];
    return toCacheHints(policy, `cache of ${member}`, fallback);
  }

  #createLists(member: ListMember): VisibleLists<Listed> {
    const { pageSize, identity } = this.#options;
    return new VisibleLists<Listed>({
      shape: { member, pageSize, identity, cache: this.#storedCache(member) },
      entries: [...this.view[PART_OF[member]].values()] as readonly Listed[],
      write: (entry, revision) =>
        member === "tools" ? listTool(entry as CompiledTool, revision) : entry.listed,
      holds: (condition, viewer) => this.#holds(condition, viewer),
      allows: (entry, caller) => this.allows(entry, caller),
    });
  }

  /** Asks the `allow` of an entry that is to be listed. */
  allows({ access, timeout, listed }: Listed, caller: Caller): boolean | Promise<boolean> {
    if (!access?.allow) return true;
    return allows(access, nameOf(listed), { core: this.#options, caller, timeout });
  }

  #shown<Each extends Entry>(entry: Each | undefined, caller: Caller): Each | undefined {
    // Most entries have no condition, and cost this one look.
    if (!entry || entry.conditions.length === 0) return entry;
    const viewer = toViewer(caller);
    return entry.conditions.every((each) => this.#holds(each, viewer)) ? entry : undefined;
  }

  #holds(condition: Condition, viewer: Viewer): boolean {
    return holds(condition, viewer, (message, error) =>
      this.#options.log({ level: "error", message, ...(error !== undefined && { error }) }),
    );
  }

  #compose(report: (problem: MortiseError) => void): View {
    const layers = {
      own: this.#own,
      mounts: this.#mounts,
      transforms: this.#transforms,
      rules: this.#rules,
    };
    const isPlain =
      this.#mounts.length + this.#transforms.length + this.#rules.size === 0 && !this.#hasHidden;
    return isPlain ? this.#own : composeView(layers, this.#options.answering, report);
  }

  /** Makes a change, and takes it back when it brings a problem that was not there before. */
  #try(change: () => void, undo: () => void): void {
    this.#view = this.view;
    change();
    try {
      this.#view = this.#compose((problem) => {
        if (!this.#known.has(problem.message)) throw problem;
      });
    } catch (error) {
      undo();
      throw error;
    }
    this.#changedAll((kind) => this.offers(kind));
  }

  #report(problem: MortiseError): void {
    if (this.#known.has(problem.message)) return;
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.add(problem.message);
    this.#options.log({ level: "warning", message: problem.message, error: problem.cause });
  }

  #changedAll(concerns: (kind: ListKind) => boolean): void {
    for (const kind of KINDS) if (concerns(kind)) this.#changed(kind);
  }

  #changed(kind: ListKind): void {
    this.#view = undefined;
    this.#hasPrivate = undefined;
    this.#hasRestricted = undefined;
    for (const member of kind === "resources" ? LISTS_OF_RESOURCES : [kind]) {
      this.#lists.delete(member);
    }
    this.#tell({ list: kind });
  }

  #tell(change: Change): void {
    for (const watcher of [...this.#watchers]) watcher(change);
  }
}

const LISTS_OF_RESOURCES = ["resources", "resourceTemplates"] as const;

function isConditional(entries: Iterable<Entry>): boolean {
  for (const { conditions } of entries) if (conditions.length > 0) return true;
  return false;
}

function hasPermissions(entries: Iterable<Entry>): boolean {
  for (const { access } of entries) if (access?.allow) return true;
  return false;
}

/** The name of a listed tool, prompt, resource or template, for the log. */
function nameOf(listed: unknown): string {
  const { uri, uriTemplate, name } = listed as Readonly<Record<string, unknown>>;
  return String(uri ?? uriTemplate ?? name);
}

function isRestricted(entries: Iterable<Entry>): boolean {
  for (const { access } of entries) if (access) return true;
  return false;
}
