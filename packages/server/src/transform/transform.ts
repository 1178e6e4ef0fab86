import type { OptionNames, Prompt, Resource, ResourceTemplate, Tool } from "@mortise/protocol";
import { checkDefinition, MortiseError } from "@mortise/protocol";
import type { Answering } from "../handler/answering.ts";
import type { EntryOf, View, ViewPart } from "../view/view.ts";
import { NOUNS } from "../view/view.ts";
import type {
  PromptTransform,
  ResourceTransform,
  ToolTransform,
  TransformsOf,
} from "./transform-options.ts";
import { transformPrompt } from "./transform-prompt.ts";
import { transformResource } from "./transform-resource.ts";
import { transformTool } from "./transform-tool.ts";

/** How what a server offers is presented to clients, by the names it has there so far. */
export interface TransformOptions {
  /** Changes of tools: by name, or a function of each. */
  readonly tools?: TransformsOf<Tool, ToolTransform>;
  /** Changes of prompts: by name, or a function of each. */
  readonly prompts?: TransformsOf<Prompt, PromptTransform>;
  /** By URI or template. */
  readonly resources?: TransformsOf<Resource | ResourceTemplate, ResourceTransform>;
}

const OPTIONS: OptionNames<TransformOptions> = { tools: true, prompts: true, resources: true };

/** One step by which what a server offers is presented otherwise. */
export class Transform {
  readonly #options: TransformOptions;

  constructor(options: TransformOptions) {
    checkDefinition("transform", options, OPTIONS);
    this.#options = options;
  }

  /** @throws MortiseError `INVALID_DEFINITION` for changes to what `view` does not have. */
  assertKnown(view: View): void {
    for (const kind of ["tools", "prompts", "resources"] as const) {
      const changes = this.#options[kind];
      if (typeof changes !== "object") continue;
      const known = [...view[kind].keys(), ...(kind === "resources" ? view.templates.keys() : [])];
      const unknown = Object.keys(changes).find((name) => !known.includes(name));
      if (unknown === undefined) continue;
      throw new MortiseError(
        "INVALID_DEFINITION",
        `There is no ${NOUNS[kind]} ${unknown} to transform; add it first, or give a function, which also sees what comes later. There is ${known.slice(0, 20).join(", ") || "none"}`,
      );
    }
  }

  /** Makes the entry by which `entry` is presented; the entry itself where nothing changes. */
  apply<Part extends ViewPart>(
    part: Part,
    name: string,
    entry: EntryOf<Part>,
    answering: Answering,
  ): EntryOf<Part> {
    const { tools, prompts, resources } = this.#options;
    const each: EntryOf<ViewPart> = entry;
    let made: EntryOf<ViewPart> = entry;
    if ("uri" in each || "template" in each) {
      const change = changeFor<Resource | ResourceTemplate, ResourceTransform>(
        resources,
        name,
        each,
      );
      if (change) made = transformResource(each, change);
    } else if (part === "tools") {
      const tool = each as EntryOf<"tools">;
      const change = changeFor(tools, name, tool);
      if (change) made = transformTool(tool, change, answering);
    } else {
      const prompt = each as EntryOf<"prompts">;
      const change = changeFor(prompts, name, prompt);
      if (change) made = transformPrompt(prompt, change, answering);
    }
    return made as EntryOf<Part>;
  }
}

function changeFor<Listed extends object, Changes extends object>(
  transforms: TransformsOf<Listed, Changes> | undefined,
  name: string,
  { listed, tags }: { readonly listed: Listed; readonly tags: readonly string[] },
): Changes | undefined {
  if (typeof transforms === "function") return transforms({ ...listed, tags });
  return transforms && Object.hasOwn(transforms, name) ? transforms[name] : undefined;
}
