import { spellingsOf } from "@mortise/protocol";
import type { CompiledPrompt } from "../prompt/compile-prompt.ts";
import type { CompiledResource, CompiledTemplate } from "../resource/compile-resource.ts";
import type { Found } from "../resource/found.ts";
import { readVariables } from "../resource/read-variables.ts";
import type { CompiledTool } from "../tool/compile-tool.ts";

/** The entry types of a view by part. */
interface Entries {
  readonly tools: CompiledTool;
  readonly resources: CompiledResource;
  readonly templates: CompiledTemplate;
  readonly prompts: CompiledPrompt;
}

/** One part of a view. */
export type ViewPart = keyof Entries;

/** The entry type of a part. */
export type EntryOf<Part extends ViewPart> = Entries[Part];

/** Everything that is offered, by the names that clients know: resources by URI or template. */
export type View = {
  readonly [Part in ViewPart]: ReadonlyMap<string, Entries[Part]>;
};

/** A {@link View} that is still being put together. */
export class MutableView implements View {
  readonly tools: Map<string, CompiledTool> = new Map();
  readonly resources: Map<string, CompiledResource> = new Map();
  readonly templates: Map<string, CompiledTemplate> = new Map();
  readonly prompts: Map<string, CompiledPrompt> = new Map();
}

/** The nouns by which messages speak of what the parts of a view hold. */
export const NOUNS: Readonly<Record<ViewPart, string>> = {
  tools: "tool",
  resources: "resource",
  templates: "resource template",
  prompts: "prompt",
};

/** The parts of a view in their order. */
export const PARTS: readonly ViewPart[] = ["tools", "resources", "templates", "prompts"];

/** Finds what answers to a URI: the resource of that URI, or the first template that matches and `admits`. */
export function findIn(
  { resources, templates }: View,
  uri: string,
  admits: (entry: CompiledResource | CompiledTemplate) => boolean = () => true,
): Found | undefined {
  for (const spelling of spellingsOf(uri)) {
    const fixed = resources.get(spelling);
    if (fixed && admits(fixed)) return { entry: fixed, variables: undefined };
  }
  for (const entry of templates.values()) {
    const variables = readVariables(entry, uri);
    if (variables && admits(entry)) return { entry, variables };
  }
  return undefined;
}
