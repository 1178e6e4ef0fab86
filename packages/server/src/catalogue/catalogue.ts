import type { Revision, Tool } from "@mortise/protocol";
import { isModern, MortiseError } from "@mortise/protocol";
import type { CompiledPrompt } from "../prompt/compile-prompt.ts";
import type { Identity } from "../request/identity.ts";
import type { CompiledResource, CompiledTemplate } from "../resource/compile-resource.ts";
import type { CompiledTool } from "../tool/compile-tool.ts";
import { StoredList } from "./stored-list.ts";

/** What a change concerns. */
export type ListKind = "tools" | "resources" | "prompts";

/** Lists are the same for every caller, and a change is announced, so they may be kept a while. */
const LIST_CACHE = { ttlMs: 300_000, cacheScope: "public" } as const;

/**
 * Everything a server offers, by name, with its lists written out ahead of the requests for them.
 */
export class Catalogue {
  readonly tools: ReadonlyMap<string, CompiledTool>;
  readonly resources: ReadonlyMap<string, CompiledResource>;
  readonly templates: ReadonlyMap<string, CompiledTemplate>;
  readonly prompts: ReadonlyMap<string, CompiledPrompt>;
  readonly pageSize: number;
  readonly #tools = new Map<string, CompiledTool>();
  readonly #resources = new Map<string, CompiledResource>();
  readonly #templates = new Map<string, CompiledTemplate>();
  readonly #prompts = new Map<string, CompiledPrompt>();
  readonly #stored = new Map<string, StoredList>();
  readonly #identity: Identity;
  readonly #onChange: (kind: ListKind) => void;
  #version = 0;

  constructor(pageSize: number, identity: Identity, onChange: (kind: ListKind) => void) {
    this.pageSize = pageSize;
    this.#identity = identity;
    this.#onChange = onChange;
    this.tools = this.#tools;
    this.resources = this.#resources;
    this.templates = this.#templates;
    this.prompts = this.#prompts;
  }

  addTool(tool: CompiledTool): void {
    add(this.#tools, tool.name, tool, "tool");
    this.#changed("tools");
  }

  addResource(resource: CompiledResource): void {
    add(this.#resources, resource.uri, resource, "resource");
    this.#changed("resources");
  }

  addTemplate(template: CompiledTemplate): void {
    add(this.#templates, template.template.template, template, "resource template");
    this.#changed("resources");
  }

  addPrompt(prompt: CompiledPrompt): void {
    add(this.#prompts, prompt.name, prompt, "prompt");
    this.#changed("prompts");
  }

  /** Takes something out; `false` when there is no such thing. */
  remove(kind: ListKind, name: string): boolean {
    const removed =
      kind === "tools"
        ? this.#tools.delete(name)
        : kind === "prompts"
          ? this.#prompts.delete(name)
          : this.#resources.delete(name) || this.#templates.delete(name);
    if (removed) this.#changed(kind);
    return removed;
  }

  /** Tells whether listing resources needs to ask templates which of theirs exist. */
  get hasListedTemplates(): boolean {
    return [...this.templates.values()].some((template) => template.list !== undefined);
  }

  /** The stored pages of a list. */
  list(member: "tools" | "resources" | "resourceTemplates" | "prompts"): StoredList {
    let stored = this.#stored.get(member);
    if (!stored) {
      const shape = {
        member,
        pageSize: this.pageSize,
        cache: LIST_CACHE,
        identity: this.#identity,
      };
      stored = new StoredList(shape, this.#version, (revision) => this.#items(member, revision));
      this.#stored.set(member, stored);
    }
    return stored;
  }

  #items(member: Parameters<Catalogue["list"]>[0], revision: Revision): readonly unknown[] {
    if (member === "tools")
      return [...this.#tools.values()].map((tool) => inWords(tool.listed, revision));
    if (member === "prompts") return [...this.#prompts.values()].map((prompt) => prompt.listed);
    const entries = member === "resources" ? this.#resources : this.#templates;
    return [...entries.values()].map((entry) => entry.listed);
  }

  #changed(kind: ListKind): void {
    this.#version += 1;
    for (const member of kind === "resources" ? ["resources", "resourceTemplates"] : [kind]) {
      this.#stored.delete(member);
    }
    this.#onChange(kind);
  }
}

function add<Entry>(entries: Map<string, Entry>, name: string, entry: Entry, noun: string): void {
  if (entries.has(name)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `There is a ${noun} ${name} already; remove it first, or choose another name`,
    );
  }
  entries.set(name, entry);
}

/** Before 2026-07-28 structured content is an object, so other output schemas are not shown. */
function inWords(tool: Tool, revision: Revision): Tool {
  if (isModern(revision) || tool.outputSchema === undefined) return tool;
  if (revision >= "2025-06-18" && tool.outputSchema.type === "object") return tool;
  const { outputSchema: _unsaid, ...rest } = tool;
  return rest;
}
